using Tenon.Checking.Samples;
using Tenon.Checking.Symmetry;

namespace Tenon.Checking.Tests;

public sealed class SymmetryTests
{
    private static readonly CheckOptions Options = new() { Symmetry = true };

    [Theory]
    [InlineData(5, 314)]
    [InlineData(7, 920)]
    [InlineData(8, 1_461)]
    [InlineData(9, 2_232)]
    public void Two_phase_commit_has_the_known_number_of_orbits(int managers, long orbits)
    {
        CheckResult one = Checker.Check(new TwoPhaseCommit(managers), Options).RequireHolds();
        CheckResult two = Checker.Check(new TwoPhaseCommit(managers), Options with { WorkerCount = 2 });
        CheckResult deep = Checker.Check(new TwoPhaseCommit(managers), Options with { Mode = SearchMode.DepthFirst });
        Assert.Equal((orbits, orbits, orbits), (one.StateCount, two.StateCount, deep.StateCount));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void The_self_check_agrees_for_two_phase_commit(int managers) => SymmetryCheck.SelfCheck(new TwoPhaseCommit(managers)).RequireHolds();

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Orbits_are_as_many_as_trying_all_renamings_gives(int count)
    {
        ElectionModel model = new(count, [ElectionModel.AtMostCrashed(1), ElectionModel.NoOwnVote(), ElectionModel.CanLead()]);
        int[][] renamings = [.. Permutations([.. Enumerable.Range(0, count)])];
        Dictionary<string, Election> found = model.InitialStates.ToDictionary(state => ElectionModel.Renamed(state, renamings[0]));
        Queue<Election> queue = new(found.Values);
        while (queue.TryDequeue(out Election? state))
        {
            foreach (Step<Election, ElectionAction> step in model.Steps(state))
            {
                if (found.TryAdd(ElectionModel.Renamed(step.Next, renamings[0]), step.Next))
                {
                    queue.Enqueue(step.Next);
                }
            }
        }

        int orbits = found.Values.Select(state => renamings.Select(to => ElectionModel.Renamed(state, to)).Min(StringComparer.Ordinal)).Distinct().Count();
        Assert.True(orbits < found.Count);
        CheckResult result = SymmetryCheck.SelfCheck(model);
        Assert.Equal(orbits, result.StateCount);
        Assert.Equal(found.Count, Checker.Check(model, new() { ContinueAfterViolation = true }).StateCount);
    }

    [Fact]
    public void The_derivation_at_run_time_finds_the_same_orbits_by_the_same_attributes()
    {
        ElectionModel election = new(3, [ElectionModel.AtMostCrashed(1)]);
        Assert.Equal(SymmetryCheck.SelfCheck(election).StateCount, SymmetryCheck.SelfCheck(new Unmarked<Election, ElectionAction>(election)).StateCount);
        Assert.Equal(314, Checker.Check(new Unmarked<CommitState, CommitAction>(new TwoPhaseCommit(5)), Options).RequireHolds().StateCount);
    }

    [Fact]
    public void A_trace_is_a_run_of_the_model_itself()
    {
        ElectionModel model = new(3, [ElectionModel.AtMostCrashed(1), ElectionModel.NoOwnVote()]);
        CheckResult result = Checker.Check(model, Options with { ContinueAfterViolation = true });
        Assert.Equal((2, 1), (result["crashes"].Trace!.Length, result["no vote for oneself"].Trace!.Length));
        Assert.All(result.Properties, property =>
        {
            Trace again = Checker.Replay(Checker.Pack(model), property.Trace!.Path);
            Assert.Equal(again.ToString(), property.Trace.ToString());
        });

        // Only a member's vote for itself violates the property: the last step shown is one.
        Assert.Equal("[0, null, null]", result["no vote for oneself"].Trace!.Steps[^1].State[0].Value);
    }

    [Fact]
    public void Symmetry_is_refused_where_it_is_unsound()
    {
        Assert.Contains("'spared' of ElectionModel distinguishes members", Refusal(new ElectionModel(3, [ElectionModel.Spares(1)])), StringComparison.Ordinal);
        Assert.Contains("'spared' of ElectionModel distinguishes members", Refusal(new ElectionModel(5, [ElectionModel.Spares(4)])), StringComparison.Ordinal);
        Assert.Contains("initial states of ElectionModel distinguish", Refusal(new ElectionModel(3, [], startsCrashed: 2)), StringComparison.Ordinal);
        Assert.Contains("steps of ElectionModel", Refusal(new ElectionModel(3, [], cannotVote: 1)), StringComparison.Ordinal);
        Assert.Contains("'elects' of ElectionModel is temporal", Refusal(new ElectionModel(3, [ElectionModel.Elects()])), StringComparison.Ordinal);
        Assert.Contains("declares no scalar sets", Refusal(new Counter(3, [])), StringComparison.Ordinal);
        Assert.Contains("declares no scalar sets", Assert.Throws<SymmetryException>(() => Checker.Check(new PackedTwoPhaseCommit(3), Options)).Message, StringComparison.Ordinal);
        Assert.Throws<SymmetryException>(() => Checker.Check(new TwoPhaseCommit(3), Options with { Mode = SearchMode.Simulation }));
    }

    private static string Refusal<TState, TAction>(Model<TState, TAction> model)
        where TState : notnull
        where TAction : notnull
    {
        Exception e = Assert.ThrowsAny<Exception>(() => Checker.Check(model, Options));
        return Assert.IsType<SymmetryException>(e is ModelException ? e.InnerException : e).Message;
    }

    private static IEnumerable<int[]> Permutations(int[] items) => items.Length == 0
        ? [[]]
        : items.SelectMany(first => Permutations([.. items.Where(each => each != first)]).Select(rest => (int[])[first, .. rest]));
}
