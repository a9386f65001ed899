"""Words that stand at the head of a school's own tables, beside those that the schemas know.

Gathered from the forms that education offices hand out (留守儿童花名册, 基本情况登记表, 结对帮扶一览表,
家访记录表). Words are bare: no blanks, no marks.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from builder.finding import Route
from builder.tables.columns import CLASS_OF_CHILD

VARIANTS: Final[Mapping[str, Mapping[Route, str]]] = {
    "child": {
        ("id",): "档案编号 档案号 学生编号 儿童编号",
        ("name",): "学生姓名 儿童姓名 留守儿童姓名 孩子姓名 名字 姓名学生",
        ("born",): "出生年月 出生年月日 出生时间 出生 出生年份",
        (
            "class",
        ): "所在班级 年级班级 年级班 班别 班 班次 就读班级 年级 年班 所在年级 现在班级 classnow",
        ("enrolled",): "入学时间 入学年月 转入时间 转入日期 到校时间 入校时间",
        ("left",): "离校时间 转出时间 转出日期",
        ("student_no",): "学生学号 校内编号",
        (
            "left_behind",
        ): "留守类型 留守类别 留守儿童类型 是否留守 是否留守儿童 外出情况 父母外出情况 留守状况 外出类型",
        (
            "left_behind",
            0,
            "since",
        ): "留守时间 留守起始时间 留守开始时间 开始留守时间 留守起 留守日期 留守起始日期",
        ("boarding",): "是否住校 是否寄宿 住宿 是否住宿 寄宿情况 住宿情况 是否寄宿生 住读 就读方式",
        ("priority",): "是否重点 重点对象 重点帮扶对象 是否重点帮扶 是否重点对象 是否重点帮扶对象",
        ("unguarded",): "是否无人监护",
        ("needs",): "帮扶需求 优先事项 四优先",
        ("concerns",): "存在问题 存在的问题 监护存在问题",
        ("personality",): "性格 性格特点 个性特点",
        ("interests",): "兴趣 特长 爱好特长 兴趣特长 特长爱好 个人爱好",
        ("health", "illnesses"): "疾病 病史 既往病史 疾病史 既往病",
        ("health", "allergies"): "过敏 过敏史 过敏情况 药物过敏",
        ("health", "disability"): "残疾 残疾情况 残疾类型 是否残疾",
        ("hardship",): "困难类型 困难类别 家庭困难类型 家庭困难情况 家庭经济情况 贫困类型 特殊类型",
        ("hukou",): "户口 户口性质 户籍性质 户籍类型 户口类型 户别",
        ("home", "village"): "所在村 村 村组 所属村 行政村 村居 家庭所在村",
        (
            "home",
            "address",
        ): "住址 家庭地址 现住址 详细地址 居住地址 居住地 家庭详细住址 家庭详细地址 现居住地",
        ("home", "distance_km"): "离校公里 离校距离 距学校公里 离校公里数 家校距离 距校公里 距离",
        (
            "guardians",
            0,
            "relation",
        ): "与监护人关系 监护人关系 与监护人的关系 监护人与学生关系 监护关系",
        ("consent", "by"): "同意人 同意人姓名",
        ("consent", "date"): "同意日期 同意书日期",
        ("notes",): "其他说明 说明",
    },
    "staff": {
        ("id",): "教师编号 工号 教职工编号",
        ("name",): "教师姓名 教职工姓名 名字",
        ("group",): "人员类别 身份 教师类别",
        ("position",): "岗位 任教学科 学科 任课 任教 职务职称 担任职务",
        ("counsellor",): "是否心理教师 心理教师 是否心理辅导教师 心理辅导教师",
        ("organisation",): "工作单位 所在单位",
        ("phone",): "电话号码 手机号 手机号码 联系方式",
        ("since",): "到校时间 来校时间 到校日期 来校年月",
        ("until",): "离校时间 离校日期",
    },
    "pairing": {
        ("kind",): "结对类型 帮扶类型",
        (
            "child",
        ): "学生姓名 儿童姓名 留守儿童姓名 姓名 被帮扶学生 帮扶对象 结对学生 受助学生 姓名学生 namechild",
        CLASS_OF_CHILD: "班级 所在班级 年级班级 班别 年班 现在班级 classnow",
        (
            "staff",
        ): "教师姓名 教师 结对教师 结对人 帮扶人姓名 帮扶责任人 责任教师 姓名帮扶人 namestaff",
        ("peer",): "同伴 结对同学 结对伙伴 姓名同学 namepeer",
        ("since",): "结对时间 结对日期 起始时间 开始时间 开始日期 帮扶开始时间 结对起始时间",
        ("until",): "结束时间 结束日期 终止时间",
        ("goal",): "帮扶目标 结对目标",
        ("results",): "帮扶成效 结对成效 帮扶效果 效果",
    },
    "visit": {
        (
            "date",
        ): "家访时间 家访日期 记录日期 帮扶时间 帮扶日期 访问时间 联系时间 通话时间 谈话时间",
        (
            "children",
        ): "姓名 儿童姓名 留守儿童姓名 被访学生 家访对象 家访学生 谈话对象 姓名学生 namechildren",
        CLASS_OF_CHILD: "班级 所在班级 年级班级 班别 年班 现在班级 classnow",
        ("kind",): "家访方式 帮扶方式 形式 家访形式 联系形式 记录类型",
        ("with",): "被访人 受访对象 访问对象 接待人 受访家长",
        (
            "by",
        ): "家访教师 访问人 家访老师 记录人 帮扶教师 班主任 填写人 教师姓名 姓名帮扶人 联系人 nameby",
        ("minutes",): "时长分钟 用时 通话时长",
        ("purpose",): "家访目的 事由 家访事由 主题",
        (
            "summary",
        ): "家访内容 家访记录 情况记录 交流内容 家访情况 通话内容 主要内容 沟通内容 帮扶内容 访谈内容 谈话记录",
        ("home",): "家庭基本情况",
        ("guardian_view",): "家长建议 家长反映 监护人意见 家长意见和建议 家长意见建议",
        ("problem",): "问题及困难",
        ("action",): "处理措施 帮扶办法 解决办法 处理情况 采取措施",
        ("follow_up",): "后续跟进 跟进事项 下次家访事项",
        ("follow_up_by",): "回访时间 下次家访时间 跟进期限",
        ("confidential",): "是否保密",
    },
}

INNER: Final[Mapping[tuple[str, str], tuple[str, ...]]] = {
    ("parents", "name"): ("名字", ""),
    ("parents", "phone"): ("电话号码", "手机号", "手机号码", "联系方式", "联系电话号码"),
    ("parents", "work_place"): (
        *(
            "务工地点",
            "打工地",
            "打工地点",
            "外出地点",
            "外出务工地",
            "务工地址",
            "工作地",
            "工作地点",
        ),
        *("外出打工的地址", "外出打工地址", "去向", "外出务工地点", "务工去向", "务工所在地"),
    ),
    ("parents", "away_since"): ("外出务工时间", "外出日期", "打工时间", "外出年月"),
    ("parents", "deceased"): ("是否已故", "是否去世"),
    ("guardians", "name"): ("名字", ""),
    ("guardians", "relation"): (
        *("与学生关系", "与儿童关系", "与孩子关系", "与被监护人关系", "称谓", "与学生的关系"),
        *("与孩子的关系", "与儿童的关系"),
    ),
    ("guardians", "phone"): ("电话号码", "手机号", "手机号码", "联系方式", "联系电话号码"),
    ("guardians", "address"): ("住址", "家庭住址", "现住址"),
    ("guardians", "capacity"): ("监护能力", "能力"),
    ("guardians", "entrusted"): ("委托时间", "委托日期", "委托书"),
}
"""What a column of a person is called, beside the schema's words; the group alone is the name."""

GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    "father": ("父",),
    "mother": ("母",),
    "parents": ("家长", "父母情况", "家长情况", "父母信息", "家长信息"),
    "guardians": (
        *("现监护人", "主要监护人", "临时监护人", "委托监护人", "代理监护人", "实际监护人"),
        *("监护人情况", "监护人信息", "受委托监护人", "现在监护人", "guardian"),
    ),
}

LONE_GROUPS: Final[Mapping[str, Mapping[str, Route]]] = {
    "child": {
        "家庭住址": ("home", "address"),
    },
}
"""The heading of a whole part, where it stands above a single column."""

BARE: Final[Mapping[str, str]] = {
    **dict.fromkeys(
        (
            "关系",
            "与学生关系",
            "与儿童关系",
            "与孩子关系",
            "与学生的关系",
            "与孩子的关系",
            "与儿童的关系",
            "称谓",
        ),
        "relation",
    ),
    **dict.fromkeys(
        ("电话", "联系电话", "手机", "手机号", "手机号码", "电话号码", "联系方式", "联系电话号码"),
        "phone",
    ),
    **dict.fromkeys(
        ("务工地", "务工地点", "打工地点", "外出地", "外出地点", "务工地址", "务工去向"),
        "work_place",
    ),
    **dict.fromkeys(("外出时间", "外出务工时间"), "away_since"),
    **dict.fromkeys(("监护情况", "监护能力"), "capacity"),
    **dict.fromkeys(("健康状况", "身体状况", "健康情况", "身体健康状况", "健康"), "health"),
}
"""Headings that say of whom only by where they stand."""

PARTNERS: Final[Mapping[str, str]] = {
    "帮扶老师": "paired_teacher",
    "结对帮扶教师": "paired_teacher",
    "帮扶教师": "paired_teacher",
    "代理妈妈": "proxy_parent",
    "代理爸爸": "proxy_parent",
    "代理监护人": "proxy_parent",
    "手拉手好朋友": "friend",
    "手拉手伙伴": "friend",
    "好伙伴": "friend",
}
"""Headings that name the kind of pairing, with the partner below."""

PREFIXES: Final[Mapping[str, tuple[str, ...]]] = {
    "child": ("学生", "儿童", "孩子", "留守儿童", "幼儿"),
    "staff": ("教师", "教职工", "老师"),
    "pairing": ("结对", "帮扶"),
    "visit": ("家访", "帮扶", "记录"),
}

SKIP: Final = frozenset({"序号", "编次", "行号", "no", "序", "顺序"})
"""Headings of columns that count the rows."""

PRIVATE: Final = re.compile(
    "身份证|证件号|公民身份|身份号|银行|卡号|账号|帐号|社保|医保|学籍|idcard|idnumber"
)
"""Numbers that are never kept (records.md: "Not collected on purpose")."""
PRIVATE_OF_PERSONS: Final = re.compile("单位|文化|学历|受教育|职业|健康|身体|疾病|病史|残疾")
"""What is not kept of parents and guardians: employers, schooling, health."""
