using Tenon.Parquet.Schema;

namespace Tenon.Parquet.Tests.Tables;

/// <summary>Flat columns whose values rise, fall or have no order, with nulls between them.</summary>
internal static class SortedTable
{
    /// <param name="table">A table of flat columns.</param>
    /// <param name="direction">1 for rising values, -1 for falling ones, 0 to leave them as they are. NaN stay where they are.</param>
    public static TableData Sort(TableData table, int direction)
    {
        var sorted = new TableData(table.Schema, table.RowCount);
        for (int i = 0; i < table.Columns.Length; i++)
        {
            TableColumn column = table.Columns[i];
            ValueOrder order = ValueOrders.Of(column.Column);
            List<byte[]> values = [.. column.Values];
            if (direction != 0 && order != ValueOrder.None)
            {
                values.Sort((a, b) => direction * ValueOrders.Compare(order, a, b));
            }

            sorted.Columns[i].AddPage([], column.Column.MaxDefinitionLevel == 0 ? [] : [.. column.Definition], values);
            sorted.Texts[column.Column.DottedPath].AddRange(Texts(sorted.Columns[i]));
        }

        return sorted;
    }

    private static IEnumerable<string> Texts(TableColumn column)
    {
        int next = 0;
        return [.. column.Definition.Select(level => level == column.Column.MaxDefinitionLevel ? CanonicalText.Of(column.Column, column.Values[next++]) : "null")];
    }
}
