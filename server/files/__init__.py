"""Tables that users bring: CSV and XLSX read with flat memory, mapping files, and the file of rejected rows."""
