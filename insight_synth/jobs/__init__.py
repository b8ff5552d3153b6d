"""Work that is asked for now and done by a worker: the queue, the worker, and how a job is carried out.

The queue is a table of the workspace, so it survives both sides. What a job does is the pipeline's business.
"""

from insight_synth.jobs.paces import Course, Paces, course
from insight_synth.jobs.presence import process_here
from insight_synth.jobs.queue import (
    Job,
    active,
    ask_again,
    awaits_worker,
    cancel,
    earlier_paces,
    ended_from,
    enqueue,
    find,
    listed,
    newest,
)
from insight_synth.jobs.worker import Executor, in_process, work

__all__ = [
    "Course",
    "Executor",
    "Job",
    "Paces",
    "active",
    "ask_again",
    "awaits_worker",
    "cancel",
    "course",
    "earlier_paces",
    "ended_from",
    "enqueue",
    "find",
    "in_process",
    "listed",
    "newest",
    "process_here",
    "work",
]
