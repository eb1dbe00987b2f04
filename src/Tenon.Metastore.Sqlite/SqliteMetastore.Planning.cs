using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Tenon.Splits;
using Tenon.Splits.Metadata;

namespace Tenon.Metastore.Sqlite;

public sealed partial class SqliteMetastore
{
    /// <inheritdoc/>
    public ValueTask<ImmutableArray<PlanResult>> PlanAsync(Lease lease, IReadOnlyList<OperationPlan> plans, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plans);
        foreach (OperationPlan plan in plans)
        {
            PlanChecks.RequireWellFormed(plan);
        }

        return WriteAsync(lease, () => plans.Select(plan => Plan(lease, plan)).ToImmutableArray(), cancellationToken);
    }

    private PlanResult Plan(Lease lease, OperationPlan plan)
    {
        long indexNo = RequireLiveIndex(plan.Index);
        string id = plan.Id.ToString();
        if (FindEarlier(lease, plan) is PlanResult earlier)
        {
            return earlier;
        }

        Dictionary<SplitId, SplitRecord> known = ReadSplits(
            $"{SplitColumns} JOIN json_each(?1) j ON s.id = j.value", Texts.Array(plan.Inputs.Select(input => input.Id))).ToDictionary(split => split.Id);
        Dictionary<string, SplitRecord> byPath = ReadSplits(
            $"{SplitColumns} JOIN json_each(?1) j ON s.path = j.value WHERE s.state <> 'retired'", Texts.Array(plan.Inputs.Select(input => input.New?.Path).OfType<string>()))
            .ToDictionary(split => split.Path, StringComparer.Ordinal);
        ImmutableArray<string> problems =
        [
            .. plan.Inputs
                .Select(input => PlanChecks.ProblemOf(plan, input, known.GetValueOrDefault(input.Id), input.New is ForeignFile file ? byPath.GetValueOrDefault(file.Path) : null))
                .OfType<string>(),
        ];
        if (problems.Length > 0)
        {
            return new PlanResult.Refused(problems);
        }

        long now = Now();
        Execute(
            """
            INSERT INTO operations (id, index_no, scope_no, state, token, settings, lease, epoch, updated, active)
            VALUES (?1, ?2, ?3, 'planned', ?4, ?5, ?6, ?7, ?8, ?8)
            """,
            id, indexNo, plan.Scope is CompactionScope scope ? ScopeNo(indexNo, scope) : null, plan.Token, plan.Settings, lease.Name, lease.Epoch, now);
        foreach (ForeignFile file in plan.Inputs.Select(input => input.New).OfType<ForeignFile>())
        {
            InsertSplit(indexNo, file.Metadata, file.Path, file.IsOwned, file.Version, file.Fingerprint, crc: null, SplitState.Published, createdBy: null);
            CountRows(indexNo, ingested: file.Metadata.RowCount);
        }

        string inputs = Texts.Array(plan.Inputs.Select(input => input.Id));
        Execute("UPDATE splits SET claimed_by = ?1 WHERE id IN (SELECT value FROM json_each(?2))", id, inputs);
        Execute("INSERT INTO operation_inputs SELECT ?1, key, value FROM json_each(?2)", id, inputs);
        return new PlanResult.Planned(ReadInputs(id));
    }

    /// <summary>What became of an earlier call with this token or id; null if there was none.</summary>
    private PlanResult? FindEarlier(Lease lease, OperationPlan plan)
    {
        string id = plan.Id.ToString();
        ((OperationId, OperationState, string, string) Operation, int OutputCount)? found = Query(
            "SELECT id, state, token, lease, output_count FROM operations WHERE id = ?1 OR (token = ?2 AND state IN ('planned', 'published')) ORDER BY id = ?1 DESC",
            row => (((OperationId, OperationState, string, string), int)?)
                ((OperationId.Parse(row.GetString(0)), Texts.ParseOperationState(row.GetString(1)), row.GetString(2), row.GetString(3)), row.GetInt32(4)),
            id, plan.Token).FirstOrDefault();
        if (found is not (var operation, var outputCount))
        {
            return null;
        }

        if (PlanChecks.ResultOf(plan, lease, operation, outputCount) is PlanResult result)
        {
            return result;
        }

        Execute("UPDATE operations SET epoch = ?2, active = ?3 WHERE id = ?1", id, lease.Epoch, Now());
        return new PlanResult.Planned(ReadInputs(id));
    }

    private ImmutableArray<SplitRecord> ReadInputs(string operation) =>
        [.. ReadSplits($"{SplitColumns} JOIN operation_inputs i ON i.split = s.id WHERE i.operation = ?1 ORDER BY i.ordinal", operation)];

    private void InsertSplit(
        long indexNo, SplitMetadata split, string path, bool isOwned, string version, string fingerprint, uint? crc, SplitState state, string? createdBy) => Execute(
        """
        INSERT INTO splits (id, index_no, scope_no, state, path, location, owned, version, fingerprint, crc, rows, size, level, created, matures,
            time_start, time_end, metric_names, metadata, created_by, updated)
        VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)
        """,
        split.Id.ToString(),
        indexNo,
        split.Scope is CompactionScope scope ? ScopeNo(indexNo, scope) : null,
        state.Name(),
        path,
        isOwned,
        version,
        fingerprint,
        (long?)crc,
        split.RowCount,
        split.SizeBytes,
        split.Level,
        split.CreatedAt.UtcTicks,
        split.MaturesAt.UtcTicks,
        split.TimeRange.StartSeconds,
        split.TimeRange.EndSeconds,
        Texts.Array(split.MetricNames),
        Encoding.UTF8.GetString(SplitMetadataJson.Write(split)),
        createdBy,
        Now());

    /// <summary>The number of a scope, which is given one if it has none.</summary>
    private long ScopeNo(long indexNo, CompactionScope scope)
    {
        object?[] key =
        [
            indexNo, scope.PartitionId.ToString(CultureInfo.InvariantCulture), scope.SortFields, scope.Window?.StartSeconds ?? 0, scope.Window?.DurationSeconds ?? 0,
            scope.RowGroupPrefixLength, scope.Folder.Path,
        ];
        if (FindScopeNo(key) is long found)
        {
            return found;
        }

        Execute(
            "INSERT INTO scopes (index_no, partition_id, sort_fields, window_start, window_duration, prefix_length, folder) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)", key);
        return FindScopeNo(key)!.Value; // It was just inserted.
    }

    private long? FindScopeNo(object?[] key) => Scalar(
        """
        SELECT no FROM scopes
        WHERE index_no = ?1 AND partition_id = ?2 AND sort_fields = ?3 AND window_start = ?4 AND window_duration = ?5 AND prefix_length = ?6 AND folder = ?7
        """,
        key) as long?;
}
