"""Opens a table by its file's name."""

from __future__ import annotations

from pathlib import Path

from domain.errors import CreditGraphError, ErrorCode
from server.files.csv_table import open_csv
from server.files.tables import Table
from server.files.xlsx_table import open_xlsx


def open_table(path: Path) -> Table:
    """Opens a `.csv` or `.xlsx` file. Raises INVALID_VALUE where there is no such file or it cannot be read."""
    suffix = path.suffix.lower()
    if suffix not in (".csv", ".txt", ".xlsx", ".xlsm"):
        raise CreditGraphError(ErrorCode.INVALID_VALUE, f"{path.name}: a table is a .csv or .xlsx file.")
    try:
        return open_xlsx(path) if suffix in (".xlsx", ".xlsm") else open_csv(path)
    except FileNotFoundError:
        raise CreditGraphError(ErrorCode.INVALID_VALUE, f"There is no file {path}.") from None
    except OSError as error:
        raise CreditGraphError(ErrorCode.INVALID_VALUE, f"{path} cannot be read: {error.strerror}.") from None
