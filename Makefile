# 守望 Shouwang. Needs Python 3.11 or later (on Debian and Ubuntu also python3-venv), Git, make.
# `make` alone lists the targets. Windows: make.bat site, make.bat test.

PYTHON  ?= python3
RECORDS ?= records
# The demo school's day. For a school of your own: make site AS_OF=
AS_OF   ?= 2026-11-20
PYTEST  ?=
# A wheel without the form page's files: make wheel FORMS=
FORMS   ?= forms

VENV := .venv
MUTMUT := mutmut==3.8.1
UV   := uv==0.13.9

ifeq ($(OS),Windows_NT)
  BIN := $(VENV)/Scripts
else
  BIN := $(VENV)/bin
endif
PY       := $(BIN)/python
SHOUWANG := $(PY) -m builder
# Errors only.
PIP_QUIET := -qq --disable-pip-version-check

# Two stamps: dependencies as locked, and this project on top of them.
LOCKED    := $(VENV)/.locked
INSTALLED := $(VENV)/.installed

COMMON := --records $(RECORDS) $(if $(strip $(AS_OF)),--as-of $(AS_OF))

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help site docs check test lint format bench coverage mutants figures serve demo lock forms wheel install clean force

help: ## 列出各目标 list the targets
	@echo '守望 Shouwang'
	@echo
	@sed -n 's/^\([a-z]*\):[^#]*## \(.*\)/  make \1	\2/p' Makefile | expand -t 18
	@echo
	@echo '  AS_OF=$(AS_OF)  RECORDS=$(RECORDS)  PYTHON=$(PYTHON)'

site: $(INSTALLED) ## 检查记录并生成站点 check the records, build the site
	$(SHOUWANG) build $(COMMON)

docs: $(INSTALLED) ## 生成说明文档到 site-docs/ the documentation, in site-docs/
	$(SHOUWANG) docs

check: $(INSTALLED) ## 检查记录 check the records
	$(SHOUWANG) check $(COMMON)

test: lint ## 代码检查和全部测试 lint, then all tests
	@$(PY) -m builder.forms.assets || { \
	  echo '没有表单页面的文件，要用到它的测试会跳过（在 CI 里算失败）。'; \
	  echo 'Without the files of the form page: tests that need them are skipped (in CI they fail).'; } >&2
	$(PY) -m pytest -n auto --dist loadgroup $(PYTEST)

lint: $(INSTALLED) ## ruff 和 mypy ruff and mypy
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy

format: $(INSTALLED) ## 自动整理代码 let ruff tidy the code
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

bench: $(INSTALLED) ## 性能对照 benchmarks
	$(PY) -m tests.bench

coverage: $(INSTALLED) ## 没有测试经过的行和分支 lines and branches that no test goes through
	$(PY) -m tests.coverage

# Ten minutes on two cores. Some mutants never end: so much memory and no more.
mutants: $(INSTALLED) ## 变异测试 mutants of the engine and the audience filter
	$(PY) -m pip install $(PIP_QUIET) '$(MUTMUT)'
	ulimit -v 4000000; $(PY) -m tests.mutation

figures: $(INSTALLED) ## 安全承诺的数字 how far the promises of safety have been tried
	@$(PY) -m builder.forms.assets
	$(PY) -m tests.figures

serve: $(INSTALLED) ## 本机预览 live preview on 127.0.0.1
	$(SHOUWANG) serve $(COMMON)

demo: $(INSTALLED) ## 重新生成演示学校 make the demo school again
	$(PY) -m tests.factory demo $(RECORDS)

# Keeps the versions that still fit; UPGRADE=1 takes the newest.
lock: ## 重新锁定依赖版本 lock the dependencies again
	$(PYTHON) -m venv $(VENV)-lock
	$(subst $(VENV),$(VENV)-lock,$(PY)) -m pip install $(PIP_QUIET) '$(UV)'
	cp requirements.lock requirements.lock.new
	$(subst $(VENV),$(VENV)-lock,$(PY)) -m uv --no-config --quiet pip compile pyproject.toml \
	  --extra dev --universal --python-version 3.11 --generate-hashes --no-header \
	  $(if $(UPGRADE),--upgrade) --output-file requirements.lock.new
	{ echo '# Exact versions with hashes, for Windows, macOS and Linux, Python 3.11 and later.'; \
	  echo '# Made from pyproject.toml by `make lock` (`make lock UPGRADE=1` takes newer versions).'; \
	  cat requirements.lock.new; } > requirements.lock
	rm -f requirements.lock.new

forms: $(INSTALLED) ## 取来表单页面的文件（要 npm） the form page's files, through npm
	$(PY) -m builder.forms.assets

# Everything that a school installs, in the locked versions, for this system and this Python.
wheel: $(INSTALLED) $(FORMS) ## 做成 wheel，连同依赖，放进 dist/ the wheel and those it needs, into dist/
	rm -rf dist
	mkdir dist
	sed -n 's/^\([a-z0-9][^ ]*==[^\\]*\).*/\1/p' requirements.lock > dist/versions.txt
	$(PY) -m pip wheel $(PIP_QUIET) --no-build-isolation --constraint dist/versions.txt --wheel-dir dist .
	rm dist/versions.txt
	@ls dist

install: $(INSTALLED) ## 只装好环境 the environment alone

clean: ## 删除环境和生成物 remove what commands made
	rm -rf $(VENV) $(VENV)-lock site site-docs .site* dist build builder/vendor .pytest_cache .mypy_cache .ruff_cache \
	  .hypothesis .coverage .coverage.* htmlcov
	find builder tests -name __pycache__ -type d -prune -exec rm -rf {} +

# A system upgrade can take away the interpreter that .venv points to: then make it again.
ifneq ($(wildcard $(LOCKED)),)
  ifneq ($(shell { $(PY) -c 'print("ok")'; } 2>/dev/null),ok)
    $(LOCKED): force
  endif
endif

# The lock is whole, so nothing is resolved: pip 23 would take a newer `coverage[toml]` than
# the one locked, and then refuse it for want of a hash. `pip check` says whether it is whole.
$(LOCKED): requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo '需要 Python 3.11 或更新版本，"$(PYTHON)" 不是。请安装，或写明：make PYTHON=python3.11 …'; \
	  echo 'Python 3.11 or later is needed, and "$(PYTHON)" is not. Install it, or name one: make PYTHON=python3.11 ...'; \
	  exit 1; } >&2
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo '"$(PYTHON)" 缺少 venv 模块。Debian、Ubuntu：sudo apt install python3-venv'; \
	  echo '"$(PYTHON)" lacks the venv module. Debian, Ubuntu: sudo apt install python3-venv'; \
	  exit 1; } >&2
	@echo '安装锁定的依赖到 $(VENV)，只需一次，请稍等。 Installing the locked dependencies into $(VENV), once ...'
	$(PYTHON) -m venv --clear $(VENV)
	$(PY) -m pip install $(PIP_QUIET) --no-deps --require-hashes -r requirements.lock
	$(PY) -m pip check $(PIP_QUIET)
	@touch $@

$(INSTALLED): $(LOCKED) pyproject.toml
	$(PY) -m pip install $(PIP_QUIET) --no-deps --no-build-isolation -e .
	@touch $@
