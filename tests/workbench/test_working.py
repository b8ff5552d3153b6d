"""What a person is told of long work: while it goes on, and after it ended, however long or short it was."""

from __future__ import annotations

import pytest

from insight_synth import jobs
from insight_synth.jobs import Job
from insight_synth.store import Workspace
from insight_synth.workbench import news, workspaces
from insight_synth.workbench.wording import Wording
from tests.workbench.conftest import Open
from tests.workbench.test_pages import texts

WORDS = Wording("en")


def job(number: int, state: jobs.queue.State) -> Job:
    return Job(number, "analyse", {}, state)


def test_work_that_began_and_ended_between_two_looks_is_told_until_it_is_put_away() -> None:
    look = news.first_look([], job(3, "done"))
    done = [job(4, "done"), job(5, "done")]
    assert news.unseen(look, done, working=False) == done
    assert news.unseen(news.told(look, done), done, working=False) == done
    assert news.unseen(news.without(look, [4]), done, working=False) == done[1:]


def test_what_ended_before_the_first_look_is_no_news_but_a_failure_at_the_end_is() -> None:
    assert news.first_look([], None).first == 1
    assert news.first_look([], job(3, "done")).first == 4
    assert news.first_look([], job(3, "failed")).first == 3
    assert news.first_look([job(2, "running"), job(3, "queued")], job(3, "queued")).first == 2


def test_success_is_told_when_all_work_ended_and_failure_at_once() -> None:
    look, ended = news.Look(1), [job(1, "done"), job(2, "failed")]  # it failed after an earlier one was done
    assert [found.id for found in news.unseen(look, ended, working=True)] == [2]
    assert [found.id for found in news.unseen(look, ended, working=False)] == [1, 2]


def test_a_failure_is_told_no_more_once_the_same_was_done() -> None:
    ended = [job(1, "failed"), job(2, "done")]
    assert [found.id for found in news.unseen(news.Look(1), ended, working=False)] == [2]


def test_success_is_told_on_one_page_and_failure_on_every_one() -> None:
    ended = [job(1, "done"), job(2, "failed")]
    look = news.told(news.Look(1), ended, "home")
    assert [found.id for found in news.unseen(look, ended, working=False, page="home")] == [1, 2]
    assert [found.id for found in news.unseen(look, ended, working=False, page="themes")] == [2]


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(20, "less than a minute left"), (100, "about 2 min left"), (7100, "about 2 h left")],
)
def test_the_time_left_is_said_as_roughly_as_it_is_known(seconds: float, said: str) -> None:
    key, number = news.left(seconds)
    assert WORDS.say(key, number=number) == said
    assert news.left(None) == ("", 0)


def test_a_job_can_be_cancelled_and_asked_for_again_after_it_failed(open_page: Open, analysed_shop: Workspace) -> None:
    number = workspaces.ask_for(analysed_shop, "add", paths=["/nowhere/at/all"])
    app = open_page(analysed_shop.path)
    app.button(key=f"cancel_{number}").click().run()
    assert [found.state for found in jobs.listed(analysed_shop)] == ["cancelled"]
    assert WORDS.text("work.cancelled") in texts(app)

    number = workspaces.ask_for(analysed_shop, "add", paths=["/nowhere/at/all"])
    jobs.work(analysed_shop, until_empty=True)
    app.run()
    assert "/nowhere/at/all" in app.error[0].value.replace("\\", "")
    app.button(key=f"again_{number}").click().run()
    assert not app.error
    assert [found.state for found in jobs.listed(analysed_shop)] == ["cancelled", "failed", "queued"]


def test_work_that_ended_between_two_looks_is_said_to_be_done_and_then_put_away(open_page: Open, ws: Workspace) -> None:
    app = open_page(ws.path)
    workspaces.ask_for(ws, "recount")
    jobs.work(ws, until_empty=True, executor=lambda _ws, _job, _progress: "done at once")
    app.run()
    said = f"**Done:** {WORDS.text('work.recount')}"
    assert said in texts(app)
    assert any(said in toast.value for toast in app.toast)
    app.button(key="work_seen").click().run()
    assert said not in texts(app).replace(app.toast[0].value if app.toast else "", "")
