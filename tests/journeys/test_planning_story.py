"""/plan in the chat: a few questions, then what to apply for, in what order, by when."""

from collections.abc import Callable

from tests.journeys.people import Someone

ENTERPRISE = 1001
People = Callable[[int], Someone]


async def answers_the_first_three(person: Someone) -> None:
    person.says("/plan")
    await person.reads("企业投资还是政府投资")
    person.presses("企业投资")
    await person.reads("出让、划拨")
    person.presses("出让")
    await person.reads("建筑主要作什么用")
    person.presses("工业")


class TestAPlan:
    async def test_it_comes_after_the_questions_that_decide_it(self, person: People):
        """Each item has its date and the article that sets it."""
        enterprise = person(ENTERPRISE)
        await answers_the_first_three(enterprise)
        await enterprise.reads("核准的投资项目目录")
        enterprise.presses("否")
        await enterprise.reads("总投资多少")
        enterprise.presses("先按现在的排")
        await enterprise.reads("办理计划：标准并联路线", "补充这些情况后可以排得更准")

        plan = await enterprise.reads("先后和日期", "企业投资项目备案")

        assert "《济南市城乡规划条例》第四十三条" in plan.text

    async def test_another_route_is_compared_with_the_standard_one(self, person: People):
        enterprise = person(ENTERPRISE)
        await answers_the_first_three(enterprise)
        await enterprise.reads("核准的投资项目目录")
        enterprise.presses("先按现在的排")
        await enterprise.reads("先后和日期")
        enterprise.presses("换条路线比一比")
        await enterprise.reads("请选择路线")
        enterprise.presses("分阶段办理施工许可")

        await enterprise.reads("比标准并联路线", "以窗口审查为准")

    async def test_a_number_that_cannot_be_read_is_asked_again(self, person: People):
        enterprise = person(ENTERPRISE)
        await answers_the_first_three(enterprise)
        await enterprise.reads("核准的投资项目目录")
        enterprise.presses("否")
        await enterprise.reads("总投资多少")
        enterprise.says("挺多的")

        await enterprise.reads("没看懂这个数", "总投资多少")

    async def test_a_choice_that_cannot_be_read_is_not_asked_for_as_a_number(self, person: People):
        enterprise = person(ENTERPRISE)
        enterprise.says("/plan")
        await enterprise.reads("企业投资还是政府投资")
        enterprise.says("合资")

        again = await enterprise.reads("请点下面的一项", "企业投资还是政府投资")

        assert "数字" not in again.text

    async def test_a_plan_does_not_swallow_the_next_question(self, person: People):
        """Once the plan is shown, plain text is a question again."""
        enterprise = person(ENTERPRISE)
        await answers_the_first_three(enterprise)
        await enterprise.reads("核准的投资项目目录")
        enterprise.presses("先按现在的排")
        await enterprise.reads("先后和日期")
        enterprise.says("施工许可证几天能批下来？")

        await enterprise.reads("第八条")

    async def test_an_answer_to_an_earlier_question_does_nothing(self, person: People):
        enterprise = person(ENTERPRISE)
        await answers_the_first_three(enterprise)
        await enterprise.reads("核准的投资项目目录")
        enterprise.presses("政府投资")

        await enterprise.sees_toast("失效")
