using System.Collections.Concurrent;
using System.Collections.Immutable;
using Tenon.Verification.Specifications;

namespace Tenon.Verification.Tests;

/// <summary>
/// Every check of a full run but a few that take minutes, each a test of its own. There is one implementation: what 'tenon verify' does is what is tested here. A class for each layer, so that they run
/// beside each other.
/// </summary>
public abstract class LayerTests(string name)
{
    private static readonly ConcurrentDictionary<string, Lazy<VerificationRow>> Rows = [];

    private static VerificationContext Context { get; } = new(SpecificationFolder.Open(RepositoryRoot.PathOf("specs")), CancellationToken.None)
    {
        Program = [RepositoryRoot.PathOf("tenon"), "simulate", "--serve"],
    };

    private static IEnumerable<VerificationTask> TestedOf(string layer) => LayerOf(layer).TasksIn(Context.Folder).Where(task => !Long.Contains(task.Subject));

    internal static TheoryData<string> TasksOf(string layer) => [.. TestedOf(layer).Select(task => task.ToString())];

    /// <summary>What is minutes of work is left to 'tenon verify --full': a configuration of 237,592 states, of which 'mixed_levels_whole' is the smaller sister, and the world of the
    /// core with 292,958, whose design 'two_at_once' is here.</summary>
    private static readonly ImmutableHashSet<string> Long = ["doubled_merges", "two merges at once"];

    internal void Judge(string task)
    {
        VerificationRow row = RowOf(task);
        Assert.False(row.HasFailed, $"{row.Subject}: {row.Checked}\n{row.Finding.Problem}\n{row.Finding.Counterexample}");
    }

    internal void Conclude()
    {
        VerificationLayer layer = LayerOf(name);
        ImmutableArray<VerificationRow> all = [.. TestedOf(name).Select(task => RowOf(task.ToString()))];
        AssertAllHold(layer.Conclude(all, isFull: true));

        // A quick run concludes the same of fewer checks.
        string[] quick = [.. layer.TasksIn(Context.Folder).Where(task => task.IsQuick).Select(task => task.ToString())];
        Assert.NotEmpty(quick);
        AssertAllHold(layer.Conclude([.. quick.Select(RowOf)], isFull: false));
    }

    private static void AssertAllHold(IEnumerable<(string Subject, string Checked, VerificationFinding Finding)> conclusions) =>
        Assert.All(conclusions, each => Assert.True(each.Finding.Status == VerificationStatus.Holds, $"{each.Subject}: {each.Checked}: {each.Finding.Problem}"));

    private static VerificationLayer LayerOf(string name) => VerificationLayers.All.Single(layer => layer.Name == name);

    private VerificationRow RowOf(string task) => Rows.GetOrAdd($"{name}: {task}", _ => new Lazy<VerificationRow>(() =>
        VerificationRun.Judge(name, LayerOf(name).TasksIn(Context.Folder).Single(each => each.ToString() == task), Context, TimeProvider.System))).Value;
}

public sealed class SpecificationLayerTests() : LayerTests("specification")
{
    public static TheoryData<string> Tasks => TasksOf("specification");

    [Theory]
    [MemberData(nameof(Tasks))]
    public void A_specification_comes_to_what_is_known_of_it(string task) => Judge(task);

    [Fact]
    public void Every_action_is_taken_and_every_claim_says_something() => Conclude();
}

public sealed class ModelLayerTests() : LayerTests("model")
{
    public static TheoryData<string> Tasks => TasksOf("model");

    [Theory]
    [MemberData(nameof(Tasks))]
    public void Specification_and_model_are_one_machine(string task) => Judge(task);
}

public sealed class CoreLayerTests() : LayerTests("core")
{
    public static TheoryData<string> Tasks => TasksOf("core");

    [Theory]
    [MemberData(nameof(Tasks))]
    public void The_core_refines_the_design_and_keeps_every_promise(string task) => Judge(task);

    [Fact]
    public void Every_action_of_the_design_is_taken_in_some_world() => Conclude();
}

public sealed class SimulationLayerTests() : LayerTests("simulation")
{
    // The campaign of a full run is minutes of work: it is 'tenon simulate'.
    public static TheoryData<string> Tasks => [.. TasksOf("simulation").Take(1)];

    [Theory]
    [MemberData(nameof(Tasks))]
    public void The_daemon_keeps_every_row_whatever_goes_wrong(string task) => Judge(task);
}

public sealed class TraceLayerTests() : LayerTests("traces")
{
    public static TheoryData<string> Tasks => TasksOf("traces");

    [Theory]
    [MemberData(nameof(Tasks))]
    public void What_the_running_program_tells_is_a_behaviour_of_the_model(string task) => Judge(task);
}

public sealed class MutantLayerTests() : LayerTests("mutants")
{
    public static TheoryData<string> Tasks => TasksOf("mutants");

    [Theory]
    [MemberData(nameof(Tasks))]
    public void A_fault_is_caught_as_stated(string task) => Judge(task);
}
