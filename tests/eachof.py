"""Tests over tables whose rows take microseconds: one test for a whole table, which names each row that fails."""

import functools
import inspect
from collections.abc import Callable, Iterable
from typing import Any

_SHOWN = 200


def each_of(names: str, rows: Iterable[Any]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Let a test look at every row, as `pytest.mark.parametrize` does, without a test's own cost for each.

    `names` are arguments of the test, with commas between; a row has a value for each, and is the value where there is one name. What
    else the test asks for is the same for all rows: such a test changes nothing that it is given. Raises `ExceptionGroup` with what
    went wrong in each row that failed, and the row beside it; there must be one row at least.
    """
    given = tuple(name.strip() for name in names.split(","))
    table = [tuple(row) if len(given) > 1 else (row,) for row in rows]

    def over(test: Callable[..., None]) -> Callable[..., None]:
        def whole(**asked: Any) -> None:
            faults: list[Exception] = []
            for row in table:
                try:
                    test(**asked, **dict(zip(given, row, strict=True)))
                except Exception as fault:  # noqa: BLE001 -- the other rows are looked at too, and all that failed are told
                    fault.add_note(f"row: {row!r:.{_SHOWN}}")
                    faults.append(fault)
            if faults:
                raise ExceptionGroup(f"{len(faults)} of {len(table)} rows", faults)
            assert table, "a table without rows proves nothing"

        functools.update_wrapper(whole, test)
        del whole.__wrapped__  # pytest would look through to arguments that are given here
        signature = inspect.signature(test)
        kept = [one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for name, one in signature.parameters.items() if name not in given]
        whole.__signature__ = signature.replace(parameters=kept)
        return whole

    return over
