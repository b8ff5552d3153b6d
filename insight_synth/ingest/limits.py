"""How much of the machine one file may take: memory, processor time, wall-clock time, bytes written.

The kernel keeps every one of them, so that a loop in compiled code or a sleeping parser ends as surely as one of ours.
What a limit that bit means in words is ``sandbox``'s to say.
"""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass

__all__ = ["MIB", "Limits"]

MIB = 1024 * 1024

_LONGEST = 3600.0
_LEAST_OUTPUT, _MOST_OUTPUT = 1024 * MIB, 8 * 1024 * MIB
_OPEN_FILES = 128


@dataclass(frozen=True, slots=True)
class Limits:
    """What a child process may use before it is stopped."""

    memory: int = 1536 * MIB  # bytes of address space beyond what the process has when it starts
    processor: float = 60.0  # seconds of processor time
    clock: float = 120.0  # seconds on the wall, as a parser can also sleep
    output: int = 256 * MIB  # bytes in any one file it writes
    answer: int = 256 * MIB  # bytes of its answer as JSON

    @classmethod
    def for_file(cls, size: int) -> Limits:
        """Limits to read a file of ``size`` bytes under.

        Ample for honest files: the slowest reader needs some 2 s a MiB, and a spool takes less than ten times the
        file's size unless the file is compressed, when the least that is granted helps. A small file never takes more
        than 20 s.
        """
        processor = min(10.0 + 20.0 * size / MIB, _LONGEST)
        output = min(max(_LEAST_OUTPUT, 30 * size), _MOST_OUTPUT)
        return cls(processor=processor, clock=2 * processor, output=output)

    def take_hold(self) -> None:
        """Puts this very process under the limits, for good."""
        import resource  # here, as the module exists on no platform but Unix and is needed in the child only

        signal.pthread_sigmask(signal.SIG_SETMASK, ())
        signal.signal(signal.SIGXCPU, signal.SIG_DFL)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # a write past the limit then fails with EFBIG, which can be told
        seconds = max(1, round(self.processor))
        for which, value in (
            (resource.RLIMIT_CORE, 0),  # a core file would leave people's words on the disk
            (resource.RLIMIT_NOFILE, _OPEN_FILES),
            (resource.RLIMIT_FSIZE, self.output),
            (resource.RLIMIT_CPU, seconds),
            (resource.RLIMIT_AS, _address_space() + self.memory),
        ):
            _, hard = resource.getrlimit(which)
            value = value if hard == resource.RLIM_INFINITY else min(value, hard)
            resource.setrlimit(which, (value, value + 1 if which == resource.RLIMIT_CPU and value < hard else hard))
        signal.setitimer(signal.ITIMER_REAL, self.clock)


def _address_space() -> int:
    """Bytes of address space this process has now."""
    with open("/proc/self/statm", encoding="ascii") as stream:
        return int(stream.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
