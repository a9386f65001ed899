"""A small school in which every figure of the summary has a case that it must not count.

Two semesters; on the day the second one runs. What each record is there for stands beside it.
"""

from __future__ import annotations

from datetime import date

DAY = date(2026, 11, 20)

_SCHOOL = """\
    name: 青石小学
    classes:
      - {id: 2020-1, entered: 2020, number: 1}
      - {id: 2023-1, entered: 2023, number: 1}
      - {id: 2024-1, entered: 2024, number: 1}
      - {id: 2025-1, entered: 2025, number: 1}
    leading_group:
      - {staff: t01, post: leader, lines: [全面]}
      - {staff: t02, post: member}
    needs:
      - {id: safety, title: 安全监护}
      - {id: study, title: 学习辅导}
      - {id: life, title: 生活照顾}
      - {id: activity, title: 活动安排}
      - {id: mind, title: 心理疏导}
    regulations:
      - {title: 帮扶制度, date: 2026-03-01, text: 一人一档}
      - {title: 告知制度, date: 2026-10-01, text: 及时告知}
      - {title: 寒假安排, date: 2026-12-01, text: 尚未生效}
    """

_POLICY = """\
    incident_deadlines:
      - {to: school_leaders, minutes: 20}
      - {to: guardian, minutes: 20}
      - {to: authority, minutes: 120}
      - {to: police, minutes: 30, kinds: [missing]}
    rules:
      - {id: weekly, title: 重点对象每周家访, contact: [home_visit], with: [guardian], by: [paired_teacher], every: week, for: {priority: true}}
      - {id: monthly, title: 代理家长每月通话, contact: [phone_call], with: [parent], by: [proxy_parent], every: month, grace_days: 5}
      - {id: rolling, title: 每四周联系一次, contact: [home_visit, talk, phone_call], every: {days: 28}}
      - {id: training, title: 监护人培训, scope: school, contact: [guardian_training], every: half_semester}
      - {id: egg, title: 每天一个鸡蛋, scope: class, contact: [egg], every: day}
      - {id: review, title: 三年级以上写读后感, contact: [book_review], every: semester, for: {min_grade: 3}}
      - {id: off, title: 停用的, contact: [letter], every: week, enabled: false}
    """

_SEMESTERS = {
    "semesters/2026-spring.yml": """\
        name: 2026年春季学期
        term: spring
        start: 2026-05-04
        end: 2026-07-05
        classes:
          - {class: 2020-1, class_teachers: [{staff: t06}], pupils: 20, girls: 9, boarders: 5}
          - {class: 2023-1, class_teachers: [{staff: t02}], pupils: 31, girls: 15, boarders: 4}
          - {class: 2024-1, class_teachers: [{staff: t03}], pupils: 30, girls: 14}
        """,
    "semesters/2026-autumn.yml": """\
        name: 2026年秋季学期
        term: autumn
        start: 2026-08-31
        end: 2027-01-17
        holidays: [{name: 国庆, from: 2026-10-01, to: 2026-10-07}]
        makeup_days: [2026-10-10]
        plan: 每周走访
        classes:
          - {class: 2023-1, class_teachers: [{staff: t02}], pupils: 32, girls: 16, boarders: 4}
          - {class: 2024-1, class_teachers: [{staff: t03}], pupils: 30, girls: 14, boarders: 6}
          - {class: 2025-1, class_teachers: [{staff: t06}], pupils: 28, girls: 13, boarders: 0}
        """,
}

_STAFF = {
    "staff/t01.yml": "{name: 王芳, group: administration}\n",
    "staff/t02.yml": "{name: 李强, group: teacher}\n",
    # A teacher who is nobody's paired teacher, only a proxy parent.
    "staff/t03.yml": "{name: 赵敏, group: teacher}\n",
    "staff/t04.yml": "{name: 周平, group: support}\n",
    "staff/t05.yml": "{name: 吴爱心, group: outside}\n",
    # A teacher without a child, and one who has left.
    "staff/t06.yml": "{name: 郑华, group: teacher}\n",
    "staff/t07.yml": "{name: 冯远, group: teacher, until: 2026-08-20}\n",
}

_CHILDREN = {
    # Thirteen years old; a father's telephone that rings no more; a grandfather whose time is over;
    # a boarder until the summer; a priority child for some weeks; visited, and at no lecture.
    "children/c01.yml": """\
        name: 林晓
        sex: female
        born: 2013-06-01
        class: 2023-1
        enrolled: 2023-09-01
        left_behind: [{since: 2023-09-01, type: both_parents_away}]
        hukou: rural
        needs: [safety]
        boarding: [{since: 2025-09-01, until: 2026-06-30}]
        priority: [{since: 2026-09-14, until: 2026-10-25}]
        hardship: [low_income, single_parent]
        personality: 爱说话
        interests: [画画]
        parents:
          - {relation: father, name: 林大勇, phone: "13800000001", deceased: true}
          - {relation: mother, name: 何春, work_place: 东莞}
        guardians:
          - {name: 林老, relation: grandfather, phone: 0576-88881234, capacity: good, until: 2026-06-30}
          - {name: 陈秀英, relation: grandmother, capacity: fair, since: 2026-07-01}
        consent: {by: 陈秀英, date: 2026-09-10}
        """,
    # Fifteen; boards; without a guardian, and the proxy parent is a teacher; consent withdrawn.
    "children/c02.yml": """\
        name: 王雨
        sex: male
        born: 2011-03-02
        class: 2024-1
        enrolled: 2024-09-01
        left_behind: [{since: 2024-09-01, type: one_away_other_unable}]
        hukou: urban
        needs: [life]
        boarding: [2025-09-01]
        unguarded: [2026-09-01]
        parents: [{relation: father, name: 王山, phone: "13800000002", work_place: 宁波}]
        consent: {by: 王山, date: 2025-09-01, withdrawn: 2026-10-20}
        """,
    # A whole archive.
    "children/c03.yml": """\
        name: 沈佳
        sex: female
        born: 2017-02-02
        class: 2024-1
        enrolled: 2024-09-01
        left_behind: [{since: 2024-09-01, type: one_parent_away}]
        hukou: rural
        needs: [study, activity]
        personality: 安静
        interests: [读书]
        health: {condition: 良好, illnesses: [无], allergies: [无]}
        home: {address: 上坪村12号}
        parents: [{relation: mother, name: 何秋, phone: "13800000003", work_place: 温州}]
        guardians:
          - {name: 沈老, relation: maternal_grandmother, phone: 0576-88881235, capacity: poor}
          - {name: 沈父, relation: father, phone: "13800000004", capacity: good}
        consent: {by: 沈老, date: 2025-09-01}
        """,
    # New at school.
    "children/c04.yml": """\
        name: 沈乐
        sex: male
        born: 2020-10-02
        class: 2025-1
        enrolled: 2026-09-01
        left_behind: [{since: 2026-09-01, type: other}]
        needs: [mind]
        guardians: [{name: 沈老, relation: maternal_grandmother, phone: 0576-88881235}]
        consent: {by: 沈老, date: 2026-09-01}
        """,
    # Graduated; left-behind no longer; left-behind only now; transferred.
    "children/c05.yml": """\
        name: 罗毕业
        sex: male
        born: 2014-01-02
        class: 2020-1
        enrolled: 2020-09-01
        left: 2026-07-05
        left_reason: graduated
        left_behind: [{since: 2021-09-01, type: both_parents_away}]
        hardship: [illness]
        needs: [study]
        guardians: [{name: 罗老, relation: grandfather, phone: 0576-88881236}]
        """,
    "children/c06.yml": """\
        name: 高回家
        sex: female
        born: 2016-01-02
        class: 2023-1
        enrolled: 2023-09-01
        left_behind: [{since: 2023-09-01, until: 2026-08-01, type: one_parent_away}]
        guardians: [{name: 高母, relation: mother, phone: 0576-88881237}]
        """,
    "children/c07.yml": """\
        name: 唐新
        sex: male
        born: 2016-09-01
        class: 2023-1
        enrolled: 2023-09-01
        left_behind: [{since: 2026-09-05, type: both_parents_away}]
        hukou: rural
        needs: [life, activity]
        priority: [2026-09-07]
        guardians: [{name: 唐奶奶, relation: grandmother, phone: 0576-88881238, capacity: poor}]
        """,
    # Without a guardian, and the proxy parent is of the support staff.
    "children/c08.yml": """\
        name: 许安
        sex: female
        born: 2017-09-01
        class: 2024-1
        enrolled: 2024-09-01
        left_behind: [{since: 2024-09-01, type: both_parents_away}]
        unguarded: [2026-05-01]
        needs: [safety]
        """,
}

_PAIRINGS = {
    "pairings/all.yml": """\
        - {kind: paired_teacher, child: c01, staff: t02, since: 2026-05-04}
        - {kind: paired_teacher, child: c02, staff: t02, since: 2026-05-04}
        - {kind: paired_teacher, child: c03, staff: t02, since: 2026-05-04, until: 2026-10-11}
        - {kind: paired_teacher, child: c04, staff: t01, since: 2026-09-01}
        - {kind: paired_teacher, child: c07, staff: t02, since: 2026-09-07}
        - {kind: proxy_parent, child: c01, staff: t01, since: 2026-05-04}
        - {kind: proxy_parent, child: c02, staff: t03, since: 2026-05-04}
        - {kind: proxy_parent, child: c08, staff: t04, since: 2026-05-04}
        - {kind: proxy_parent, child: c07, staff: t04, since: 2026-09-07}
        - {kind: community_parent, child: c03, staff: t05, since: 2026-05-04}
        - {kind: community_parent, child: c05, staff: t05, since: 2026-05-04}
        - {kind: friend, child: c03, peer: c04, since: 2026-09-07}
        - {kind: study_helper, child: c01, peer_name: 钱同学, since: 2026-05-04}
        """,
}

_VISITS = {
    "visits/2026-spring.yml": """\
        by: t02
        entries:
          - {date: 2026-05-12, children: [c01, c03], kind: home_visit, with: guardian, summary: 好}
          - {date: 2026-06-02, children: c05, kind: talk, summary: 谈考试}
          - {date: 2026-06-09, children: c02, kind: home_visit, with: guardian, outcome: not_reached}
        """,
    "visits/2026-autumn.yml": """\
        by: t02
        entries:
          - {date: 2026-09-16, children: c01, kind: home_visit, with: guardian, summary: 好}
          - {date: 2026-09-22, children: c01, kind: home_visit, with: guardian, outcome: not_reached}
          - {date: 2026-10-30, children: c01, kind: home_visit, with: guardian, outcome: declined}
          - {date: 2026-09-24, children: c02, kind: home_visit, with: guardian, outcome: not_reached}
          - {date: 2026-10-14, children: [c01, c07], kind: [home_visit, tutoring], with: [guardian, child], summary: 好}
          - {date: 2026-10-15, children: c01, kind: phone_call, with: parent, summary: 好}
          - {date: 2026-11-03, children: c03, kind: talk, summary: 好}
          - {date: 2026-11-04, children: c03, kind: letter}
          - {date: 2026-11-10, children: c08, kind: talk, outcome: not_reached}
          - {date: 2026-11-25, children: c03, kind: talk, summary: 以后的}
        """,
    "visits/proxies.yml": """\
        - {date: 2026-09-10, by: t01, children: c01, kind: phone_call, with: parent, summary: 好}
        - {date: 2026-11-03, by: t01, children: c01, kind: phone_call, with: parent, summary: 补上十月}
        - {date: 2026-10-20, by: t03, children: c02, kind: phone_call, with: parent, summary: 好}
        - {date: 2026-11-06, by: t03, children: c02, kind: phone_call, with: parent, outcome: not_reached}
        - {date: 2026-09-21, by: t04, children: c08, kind: phone_call, with: parent, summary: 好}
        """,
}

_EVENTS = {
    "activities/2026-spring.yml": """\
        - {title: 六一展演, kind: exhibition, date: 2026-06-01, attendance: 80}
        - {title: 读书, kind: reading, date: 2026-05-20, classes: [2023-1]}
        - {title: 培训, kind: guardian_training, date: 2026-05-28, organisers: t01, guardians: 12}
        """,
    "activities/2026-autumn.yml": """\
        - {title: 家长会, kind: parents_meeting, date: 2026-09-10, classes: [2023-1, 2024-1, 2025-1], attendance: 70}
        - {title: 培训, kind: guardian_training, date: 2026-09-18, organisers: t01, guardians: 21}
        - {title: 家长学校, kind: parent_school, date: 2026-10-23, guardians: 9, guardians_of: [c01, c03], children: [c07]}
        - {title: 安全讲座, kind: lecture_safety, date: 2026-09-25, children: [c08], attendance: 60}
        - {title: 法治讲座, kind: lecture_law, date: 2026-12-04}
        - {title: 读书, kind: reading, date: 2026-09-30, children: [c01, c03]}
        - {title: 读书, kind: reading, date: 2026-10-30, children: [c03]}
        - {title: 做好事, kind: good_deed, date: 2026-10-30, classes: [2023-1]}
        - {title: 读后感, kind: book_review, date: 2026-11-06, children: [c02]}
        - {title: 研讨会, kind: seminar, date: 2026-11-06, attendance: 8}
        - {title: 班队会, kind: class_meeting, date: 2026-11-09, classes: [2024-1]}
        - {title: 班队会, kind: class_meeting, date: 2026-11-16, classes: [2024-1]}
        """,
    "plans/all.yml": """\
        - {child: c03, kind: study, staff: t02, from: 2026-05-10, schedule: 周三, content: 数学, stages: [{date: 2026-09-20, result: 有进步}]}
        - {child: c05, kind: study, staff: t02, from: 2026-05-10, to: 2026-07-01, schedule: 周三, content: 语文}
        - {child: c07, kind: behaviour, staff: t02, from: 2026-10-10, schedule: 周五, content: 守时}
        """,
    "observations/all.yml": """\
        - {child: c03, date: 2026-10-10, area: study, by: t02, text: 举手多了}
        """,
    "aid/all.yml": """\
        - {date: 2026-06-01, children: [c01, c05], kind: goods, item: 书包, amount: 200, source: 镇商会}
        - {date: 2026-09-15, children: [c03, c04], kind: cash, item: 助学金, amount: 300.5, source: 县财政}
        - {date: 2026-10-15, children: [c03], kind: cash, item: 助学金, amount: 0.1, source: 县财政}
        - {date: 2026-10-20, children: [c07], kind: goods, item: 棉被, source: 镇妇联}
        """,
    "wishes/all.yml": """\
        - {child: c05, text: 一个书包, collected: 2026-05-20, matched: 2026-05-30, fulfilled: 2026-07-20}
        - {child: c01, text: 一本书, collected: 2026-09-10}
        - {child: c02, text: 一双鞋, collected: 2026-09-10, donor: 吴爱心, matched: 2026-12-01}
        - {child: c03, text: 见妈妈, collected: 2026-09-10, donor: 吴爱心}
        - {child: c04, text: 一盒笔, collected: 2026-09-10, fulfilled: 2026-09-12}
        """,
    "health/all.yml": """\
        - {child: c01, date: 2026-05-20, abnormal: [视力], followed_up: 2026-09-20}
        - {child: c05, date: 2026-05-20, height_cm: 150}
        - {child: c01, date: 2026-10-20, abnormal: [视力, 龋齿], followed_up: 2026-11-10}
        - {child: c02, date: 2026-10-20, abnormal: [贫血], followed_up: 2026-12-10}
        - {child: c03, date: 2026-10-20, height_cm: 140}
        """,
    "incidents/fall.yml": """\
        title: 摔伤
        occurred: 2026-10-12 14:30
        known: 2026-10-12 14:40
        kind: injury
        children: [c07, c08]
        summary: 操场摔倒
        notifications:
          - {to: school_leaders, at: 2026-10-12 14:50}
          - {to: guardian, at: 2026-10-12 14:55, children: [c07]}
          - {to: guardian, at: 2026-10-12 15:05, children: [c08]}
          - {to: authority, at: 2026-10-12 16:40}
        closed: 2026-10-20
        """,
    "provisions/all.yml": """\
        - {date: 2026-05-11, kind: lunch, class: 2023-1, count: 30, by: t02}
        - {date: 2026-09-01, kind: egg, class: 2023-1, count: 32, by: t02}
        - {date: 2026-09-01, kind: egg, class: 2023-1, count: 1, by: t02}
        - {date: 2026-09-02, kind: egg, class: 2024-1, count: 30, by: t03}
        - {date: 2026-09-05, kind: egg, class: 2024-1, count: 30, by: t03}
        - {date: 2026-10-10, kind: egg, class: 2024-1, count: 30, by: t03}
        """,
    "exemptions/all.yml": """\
        - {children: [c02], rules: [monthly], from: 2026-09-01, to: 2026-09-30, reason: 父亲回来, approved_by: t01}
        """,
    "summaries/2026-autumn.yml": "{achievements: 孩子们开朗了}\n",
}

FILES: dict[str, str] = {
    "school.yml": _SCHOOL,
    "policy.yml": _POLICY,
    **_SEMESTERS,
    **_STAFF,
    **_CHILDREN,
    **_PAIRINGS,
    **_VISITS,
    **_EVENTS,
}
