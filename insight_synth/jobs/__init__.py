"""Work that is asked for now and done by a worker: the queue, the worker, and how a job is carried out.

The queue is a table of the workspace, so it survives both sides. What a job does is the pipeline's business.
"""

from insight_synth.jobs.queue import Job, cancel, enqueue, find, listed
from insight_synth.jobs.worker import Executor, in_process, work

__all__ = ["Executor", "Job", "cancel", "enqueue", "find", "in_process", "listed", "work"]
