using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;
using Tenon.Splits;

namespace Tenon.Metastore.Sqlite;

/// <summary>Makes a statement of a query, with a condition for each thing that is set and none for what is not, so that the indexes serve it.</summary>
internal static class SplitFilter
{
    /// <summary>Makes it.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="columns">From <c>SELECT</c> to <c>FROM splits s</c>.</param>
    /// <param name="query">The query.</param>
    /// <param name="newest">The last moment at which a split may have come to its state, if the query asks for an age.</param>
    public static SqliteCommand Command(SqliteConnection connection, string columns, SplitQuery query, long newest)
    {
        SqliteCommand command = connection.CreateCommand();
        var text = new StringBuilder(columns);
        text.Append(" WHERE 1");
        And(query.Index?.ToString(), "s.index_no = (SELECT no FROM indexes WHERE uid = {0})");
        And(query.States.IsDefaultOrEmpty ? null : Texts.Array(query.States.Select(StateNames.Name)), "s.state IN (SELECT value FROM json_each({0}))");
        if (query.Scope is CompactionScope scope)
        {
            And(scope.Index.ToString(), "s.scope_no = (SELECT no FROM scopes WHERE index_no = (SELECT no FROM indexes WHERE uid = {0})");
            And(scope.PartitionId.ToString(CultureInfo.InvariantCulture), "partition_id = {0}");
            And(scope.SortFields, "sort_fields = {0}");
            And(scope.Window?.StartSeconds ?? 0, "window_start = {0}");
            And(scope.Window?.DurationSeconds ?? 0, "window_duration = {0}");
            And(scope.RowGroupPrefixLength, "prefix_length = {0}");
            And(scope.Folder.Path, "folder = {0})");
        }

        if (query.TimeRange is SplitTimeRange range)
        {
            // Half-open on both sides: [1, 2) and [2, 3) have nothing in common (gap 45). Nothing overlaps an empty range.
            text.Append(range.IsEmpty ? " AND 0" : " AND s.time_end > s.time_start");
            And(range.EndSeconds, "s.time_start < {0}");
            And(range.StartSeconds, "s.time_end > {0}");
        }

        And(query.MaximumTimeRangeEnd, "s.time_end > s.time_start AND s.time_end <= {0}");
        And(
            query.MetricNames.IsDefaultOrEmpty ? null : Texts.Array(query.MetricNames),
            "EXISTS (SELECT 1 FROM json_each(s.metric_names) m WHERE m.value IN (SELECT value FROM json_each({0})))");
        And(query.MatureAt?.UtcTicks, "s.matures <= {0}");
        And(query.ImmatureAt?.UtcTicks, "s.matures > {0}");
        And(query.IsOwned, "s.owned = {0}");
        And(query.IsQuarantined, "(s.quarantined IS NOT NULL) = {0}");
        And(query.MinimumAge > TimeSpan.Zero ? newest : null, "s.updated <= {0}");
        And(query.After?.ToString(), "s.id > {0}");
        text.Append(" ORDER BY s.id");
        if (query.Limit is int limit)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1, nameof(query));
            text.Append(CultureInfo.InvariantCulture, $" LIMIT {limit}");
        }

        command.CommandText = text.ToString();
        return command;

        void And(object? value, string condition)
        {
            if (value is not null)
            {
                string name = string.Create(CultureInfo.InvariantCulture, $"?{command.Parameters.Count + 1}");
                command.Parameters.AddWithValue(name, value);
                text.Append(" AND ").Append(condition.Replace("{0}", name, StringComparison.Ordinal));
            }
        }
    }
}
