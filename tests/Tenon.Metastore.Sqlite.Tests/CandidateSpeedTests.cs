using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;
using Tenon.Metastore.Contract;
using Tenon.Splits;
using Tenon.Splits.Metadata;

namespace Tenon.Metastore.Sqlite.Tests;

/// <summary>How long a planner's re-seed reads. Its size is that of a test by default; TENON_CANDIDATES=1000000 measures.</summary>
public sealed class CandidateSpeedTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tenon-metastore-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // Goal: every immature split is in exactly one page, its scope shared, and nothing but the one index is read. Method: splits written past the store, in bulk.
    [Fact]
    public async Task F63_A_reseed_lists_every_candidate_once_from_one_index()
    {
        int count = int.TryParse(Environment.GetEnvironmentVariable("TENON_CANDIDATES"), CultureInfo.InvariantCulture, out int wanted) ? wanted : 20_000;
        const int scopes = 1000;
        const int pageSize = 50_000;
        var clock = new ContractClock();
        string path = Path.Join(_folder, "tenon.db");
        var index = IndexUid.Parse("cpu:01kdyak3487rbvn5ne0k6kq6a0");
        await using SqliteMetastore store = SqliteMetastore.Open(path, clock);
        await store.CreateIndexAsync(index, SplitKind.Metrics, "{}", default);
        Fill(path, clock, index, count, scopes);

        long began = Stopwatch.GetTimestamp();
        TimeSpan cpuBefore = Environment.CpuUsage.TotalTime;
        int found = 0;
        long rows = 0;
        SplitId? last = null;
        HashSet<CompactionScope> seen = new(ReferenceEqualityComparer.Instance);
        ImmutableArray<ScopedCandidate> page;
        do
        {
            page = await store.ListCandidatesAsync(new CandidateQuery(index, clock.GetUtcNow(), last, pageSize), default);
            foreach (ScopedCandidate candidate in page)
            {
                Assert.True(last is null || candidate.Split.Id > last);
                (last, rows) = (candidate.Split.Id, rows + candidate.Split.RowCount);
                seen.Add(candidate.Scope);
            }

            found += page.Length;
        }
        while (page.Length == pageSize);
        TimeSpan took = Stopwatch.GetElapsedTime(began);
        TimeSpan cpu = Environment.CpuUsage.TotalTime - cpuBefore;
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{found} candidates of {seen.Count} scopes in {took.TotalMilliseconds:F0} ms, {cpu.TotalMilliseconds:F0} ms of processor time"));
        Assert.Equal((count, 7L * count, scopes), (found, rows, seen.Count));

        using SqliteConnection connection = Connect(path);
        using SqliteCommand explain = connection.CreateCommand();
        explain.CommandText = $"EXPLAIN QUERY PLAN {SqliteMetastore.CandidateStatement}";
        explain.Parameters.AddWithValue("?1", 1);
        explain.Parameters.AddWithValue("?2", "");
        explain.Parameters.AddWithValue("?3", 1);
        explain.Parameters.AddWithValue("?4", 1);
        using SqliteDataReader plan = explain.ExecuteReader();
        Assert.True(plan.Read());
        Assert.Contains("USING COVERING INDEX splits_candidates (index_no=? AND id>?)", plan.GetString(3), StringComparison.Ordinal);
        Assert.False(plan.Read()); // No sorting step.
    }

    private static void Fill(string path, ContractClock clock, IndexUid index, int count, int scopes)
    {
        var ids = new SplitIdGenerator(clock, new Random(1));
        using SqliteConnection connection = Connect(path);
        using SqliteTransaction transaction = connection.BeginTransaction();
        using SqliteCommand scope = connection.CreateCommand();
        scope.CommandText = "INSERT INTO scopes (no, index_no, partition_id, sort_fields, window_start, window_duration, prefix_length, folder) VALUES ($no, 1, '0', 'a/V2', $start, 900, 0, '')";
        SqliteParameter no = scope.Parameters.Add("$no", SqliteType.Integer);
        SqliteParameter start = scope.Parameters.Add("$start", SqliteType.Integer);
        for (int i = 0; i < scopes; i++)
        {
            (no.Value, start.Value) = (i + 1, i * 900);
            scope.ExecuteNonQuery();
        }

        using SqliteCommand split = connection.CreateCommand();
        split.CommandText = """
            INSERT INTO splits (id, index_no, scope_no, state, path, location, owned, version, fingerprint, crc, rows, size, level, created, matures,
                time_start, time_end, metric_names, metadata, updated)
            VALUES ($id, 1, $scope, 'published', $id, $id, 1, '1', '', 1, 7, 1000, 0, $created, $created + 1728000000000, 0, 60, '["cpu"]', $metadata, 0)
            """;
        SqliteParameter id = split.Parameters.Add("$id", SqliteType.Text);
        SqliteParameter scopeNo = split.Parameters.Add("$scope", SqliteType.Integer);
        SqliteParameter created = split.Parameters.Add("$created", SqliteType.Integer);
        SqliteParameter metadata = split.Parameters.Add("$metadata", SqliteType.Text);
        created.Value = clock.GetUtcNow().UtcTicks;
        metadata.Value = Encoding.UTF8.GetString(SplitMetadataJson.Write(
            new SplitMetadata { Id = ids.Next(SplitKind.Metrics), Index = index, RowCount = 7, SizeBytes = 1000, CreatedAt = clock.GetUtcNow() }));
        for (int i = 0; i < count; i++)
        {
            (id.Value, scopeNo.Value) = (ids.Next(SplitKind.Metrics).ToString(), (i % scopes) + 1);
            split.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    private static SqliteConnection Connect(string path)
    {
        var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        return connection;
    }
}
