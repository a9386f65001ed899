@echo off
rem Shouwang on Windows: the same as the Makefile. Needs Python 3.11 or later and Git.
rem
rem   make.bat site     check the records, build the site
rem   make.bat test     lint, then all tests
rem   make.bat docs     build the documentation
rem   make.bat check    check the records
rem   make.bat serve    live preview on 127.0.0.1
rem   make.bat bench    benchmarks
rem
rem The demo school's day is 2026-11-20. For another day:  set AS_OF=2026-12-01
rem For a school of your own, today:                       set AS_OF=today
rem (ASCII only: cmd reads this file in the code page of the machine.)

setlocal
cd /d "%~dp0"
if not defined RECORDS set "RECORDS=records"
if not defined AS_OF set "AS_OF=2026-11-20"
set "AS_OF_OPTION=--as-of %AS_OF%"
if /i "%AS_OF%"=="today" set "AS_OF_OPTION="
set "PY=.venv\Scripts\python.exe"
set "PYTHONUTF8=1"

if /i "%~1"=="site"  goto known
if /i "%~1"=="test"  goto known
if /i "%~1"=="docs"  goto known
if /i "%~1"=="check" goto known
if /i "%~1"=="serve" goto known
if /i "%~1"=="bench" goto known
echo Usage: make.bat site ^| test ^| docs ^| check ^| serve ^| bench
if "%~1"=="" exit /b 0
if /i "%~1"=="help" exit /b 0
exit /b 2

:known
call :environment
if errorlevel 1 exit /b 1
goto %~1

:site
"%PY%" -m builder build --records "%RECORDS%" %AS_OF_OPTION%
exit /b %errorlevel%

:docs
"%PY%" -m builder docs
exit /b %errorlevel%

:check
"%PY%" -m builder check --records "%RECORDS%" %AS_OF_OPTION%
exit /b %errorlevel%

:serve
"%PY%" -m builder serve --records "%RECORDS%" %AS_OF_OPTION%
exit /b %errorlevel%

:bench
"%PY%" -m tests.bench
exit /b %errorlevel%

:test
"%PY%" -m ruff check . || exit /b 1
"%PY%" -m ruff format --check . || exit /b 1
"%PY%" -m mypy || exit /b 1
rem The form page's files; without them the tests that need them are skipped.
"%PY%" -m builder.forms.assets
"%PY%" -m pytest -n auto --dist loadgroup
exit /b %errorlevel%

rem The environment is made again only when the lock or pyproject.toml has changed.
rem The copies beside it are from the last time that worked.
:environment
if not exist "%PY%" goto create
fc /b requirements.lock .venv\locked.txt >nul 2>&1
if errorlevel 1 goto create
fc /b pyproject.toml .venv\installed.txt >nul 2>&1
if errorlevel 1 goto project
exit /b 0

:create
set "PYTHON=py -3"
where py >nul 2>&1
if errorlevel 1 set "PYTHON=python"
%PYTHON% -c "import sys; sys.exit(sys.version_info < (3, 11))"
if errorlevel 1 (
  echo Python 3.11 or later is needed. Install it and tick "Add python.exe to PATH".
  exit /b 1
)
echo Installing the locked dependencies into .venv, once ...
%PYTHON% -m venv --clear .venv
if errorlevel 1 exit /b 1
"%PY%" -m pip install -qq --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
if errorlevel 1 exit /b 1
copy /y requirements.lock .venv\locked.txt >nul

:project
"%PY%" -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
if errorlevel 1 exit /b 1
copy /y pyproject.toml .venv\installed.txt >nul
exit /b 0
