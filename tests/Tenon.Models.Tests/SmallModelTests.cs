using Tenon.Checking;
using Tenon.Invariants;
using Tenon.Models.Data;
using Tenon.Models.Schemas;
using Tenon.Models.Windows;

namespace Tenon.Models.Tests;

/// <summary>
/// The models of rows, schemas and windows. That they are the same graphs as specs/data, that all their properties hold, and that faults of each kind are caught there,
/// 'tenon verify' checks, and with it tests/Tenon.Verification.Tests.
/// </summary>
public sealed class SmallModelTests
{
    public static TheoryData<string, string> Texts =>
    [
        .. DataBounds.Configurations.Select(pair => ($"DataModel_{pair.Key}", pair.Value.Text)),
        .. SchemaBounds.Configurations.Select(pair => ($"SortSchema_{pair.Key}", pair.Value.Text)),
        .. CompactionBounds.Configurations.Select(pair => ($"WindowedCompaction_{pair.Key}", pair.Value.Text)),
    ];

    [Theory]
    [MemberData(nameof(Texts))]
    public void The_file_of_a_configuration_is_what_the_table_says(string name, string text) => Assert.Equal(text, File.ReadAllText(RepositoryRoot.PathOf($"specs/data/MC_{name}.cfg")));

    [Fact]
    public void Nothing_is_compacted_before_the_compaction_start()
    {
        CompactionBounds bounds = CompactionBounds.Configurations["places"];
        StateGraph<CompactionState, CompactionAction> graph = new(new WindowedCompaction(bounds));
        Assert.Contains(graph.States, state => state.Splits.Any(split => split.WindowStart > 0 && split.Rows.Length >= 2));
        Assert.Contains(graph.States, state => state.Splits.Count(split => split is { WindowStart: 0, Scope: 0 }) >= 2);
        CheckResult early = Checker.Check(new CarelessCompaction(bounds, bounds with { CompactionStart = 0 }));
        Assert.Equal(Verdict.Violated, early[NameOf(InvariantId.NotBeforeCompactionStart)].Verdict);
    }

    [Fact]
    public void A_point_is_there_if_it_came_in_time_and_not_if_it_came_too_late()
    {
        CompactionBounds bounds = CompactionBounds.Configurations["late"];
        StateGraph<CompactionState, CompactionAction> graph = new(new WindowedCompaction(bounds));
        Assert.Contains(graph.States, state => state.History.Any(point => point.Arrival - point.Timestamp == bounds.LateAcceptance + 1));
        Assert.Contains(graph.States, state => state.History.Any(point => point.Arrival - point.Timestamp == bounds.LateAcceptance));
        foreach (int acceptance in new[] { bounds.LateAcceptance + 1, bounds.LateAcceptance - 1 })
        {
            CheckResult careless = Checker.Check(new CarelessCompaction(bounds, bounds with { LateAcceptance = acceptance }));
            Assert.Equal(Verdict.Violated, careless["each point that came in time is there once, and no other is"].Verdict);
        }
    }

    // Of k points, each one of 8, there are 1, 3, 12, 63 ways to lie at two nodes and in splits, if it does not matter in which order: and 4 ways to hash two sets of tags.
    [Fact]
    public void The_data_model_with_two_of_everything_has_the_states_that_can_be_counted()
    {
        DataBounds bounds = DataBounds.Configurations["kinds"];
        StateGraph<DataState, DataAction> graph = new(new DataModel(bounds));
        IEnumerable<string> ways = graph.States.Select(state =>
            $"{string.Join(',', state.Hash)} {string.Join('|', state.Pending.Select(points => Ordered(points)))} {string.Join('|', state.Splits.Select(split => $"{split.Id}:{Ordered(split.Rows)}"))} {state.NextSplit}");
        Assert.Equal(4 * (1 + (3 * 8) + (12 * 64)), ways.Distinct().Count());
        static string Ordered(IEnumerable<DataPoint> points) => string.Join(',', points.OrderBy(point => point.Request));
    }

    [Fact]
    public void A_point_that_replaces_its_twin_is_noticed()
    {
        CheckResult result = Checker.Check(new LastWriteWins());
        Assert.Equal(Verdict.Violated, result[NameOf(InvariantId.NoLastWriteWins)].Verdict);
    }

    [Fact]
    public void A_batch_that_is_written_as_it_came_is_noticed()
    {
        CheckResult result = Checker.Check(new Unsorted(SchemaBounds.Configurations["ties"] with { Ingests = 2 }));
        Assert.Equal(Verdict.Violated, result[NameOf(InvariantId.RowsInSchemaOrder)].Verdict);
        Assert.Equal(Verdict.Violated, result[NameOf(InvariantId.NullsLast)].Verdict);
    }

    private static string NameOf(InvariantId id) => InvariantRegistry.Of(id).ToString();

    // Its steps are those of other bounds than the ones by which the claims are judged.
    private sealed class CarelessCompaction(CompactionBounds judged, CompactionBounds taken) : WindowedCompaction(judged)
    {
        private readonly WindowedCompaction _careless = new(taken);

        public override IEnumerable<Step<CompactionState, CompactionAction>> Steps(CompactionState state) => _careless.Steps(state);
    }

    private sealed class LastWriteWins() : DataModel(DataBounds.Configurations["alike"])
    {
        public override IEnumerable<Step<DataState, DataAction>> Steps(DataState state) => base.Steps(state).Select(step => step with
        {
            Next = step.Next! with
            {
                Splits = [.. step.Next.Splits.Select(split => split with { Rows = [.. split.Rows.GroupBy(row => (row.Metric, row.Tags, row.Timestamp)).Select(twins => twins.Last())] })],
            },
        });
    }

    private sealed class Unsorted(SchemaBounds bounds) : SortSchemas(bounds)
    {
        public override IEnumerable<Step<SchemaState, SchemaAction>> Steps(SchemaState state) => base.Steps(state).Select(step => step with
        {
            Next = step.Next! with { Files = [.. step.Next.Files.Select(file => file with { Rows = [.. file.Rows.OrderBy(row => row.Number)] })] },
        });
    }
}
