using System.Collections.Immutable;
using Tenon.Invariants;
using Tenon.Pipeline.Core.Judging;
using Tenon.Pipeline.Core.Memory;
using Tenon.Splits;
using Tenon.Splits.Policy;

namespace Tenon.Pipeline.Core.Tests;

public sealed class JudgingTests
{
    /// <summary>Memories with one fault each, made of one in which a merge is about to be published, and what must be found in them.</summary>
    public static TheoryData<InvariantId> Faults => [.. Broken.Keys];

    private static ImmutableSortedDictionary<InvariantId, Func<CoreMemory, MergeTask, CoreMemory>> Broken { get; } =
        new Dictionary<InvariantId, Func<CoreMemory, MergeTask, CoreMemory>>
        {
            [InvariantId.InputsShareLevel] = (memory, task) => With(memory, task with { Inputs = task.Inputs.SetItem(0, task.Inputs[0] with { Level = 1 }) }),
            [InvariantId.AtLeastTwoInputs] = (memory, task) => With(memory, task with { Inputs = [task.Inputs[0]] }),
            [InvariantId.InputsPublished] = (memory, task) => memory with { Locked = memory.Locked.Remove(task.Inputs[0].Id) },
            [InvariantId.OneMergePerInput] = (memory, task) => With(memory, task with { Number = task.Number + 100 }),
            [InvariantId.InputsInvisible] = (memory, task) => memory with
            {
                Resting = memory.Resting.Add(task.Inputs[0].Id, new RestingSplit(task.Scope, task.Inputs[0], memory.Now)),
            },
            [InvariantId.RowsConserved] = (memory, task) => With(memory, task with { Outputs = [task.Outputs[0] with { RowCount = 1 }] }),
            [InvariantId.LevelRaised] = (memory, task) => With(memory, task with { Outputs = [task.Outputs[0] with { Level = 2 }] }),
            [InvariantId.InFlightOutputUnpublished] = (memory, task) => memory with { Quarantined = memory.Quarantined.Add(task.Outputs[0].Id, Bench.Index) },
            [InvariantId.ShutdownOnlyWhenDrained] = (memory, _) => memory with { IsDrained = true },
        }.ToImmutableSortedDictionary();

    [Fact]
    public void A_merge_is_judged_at_each_of_its_steps_and_found_right()
    {
        var bench = new Bench();
        var asked = new HashSet<InvariantId>();
        CoreMemory before = bench.Memory;
        CoreEffect.Claim claim = bench.Attach(bench.New(2)).Single<CoreEffect.Claim>();
        Judge();
        bench.ToPublish(claim);
        Judge();
        bench.Take(now => new CoreInput.Published(now, claim.Merge));
        Judge();
        Assert.Superset(Broken.Keys.ToHashSet(), asked);

        void Judge()
        {
            ImmutableArray<CoreFinding> findings = CoreJudge.Step(before, bench.Memory);
            Assert.NotEmpty(findings);
            Assert.All(findings.Concat(CoreJudge.Audit(bench.Memory)), finding => Assert.True(finding.Holds, finding.ToString()));
            asked.UnionWith(findings.Select(finding => finding.Id));
            before = bench.Memory;
        }
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_fault_is_found_by_the_step_that_makes_it_and_by_the_audit(InvariantId fault)
    {
        var bench = new Bench();
        CoreEffect.Claim claim = bench.Attach(bench.New(2)).Single<CoreEffect.Claim>();
        bench.ToPublish(claim);
        MergeTask task = bench.Memory.Merges[claim.Merge];
        CoreMemory broken = Broken[fault](bench.Memory, task);
        Assert.Contains(CoreJudge.Step(bench.Memory with { Merges = bench.Memory.Merges.Clear() }, broken), finding => finding.Id == fault && !finding.Holds);
        Assert.Contains(CoreJudge.Audit(broken), finding => finding.Id == fault && !finding.Holds);
    }

    [Fact]
    public void TN7_A_mature_split_that_waits_is_found_when_its_merge_ends()
    {
        var bench = new Bench();
        CoreEffect.Claim claim = bench.Attach(bench.New(2)).Single<CoreEffect.Claim>();
        CoreMemory before = bench.Memory;
        bench.Take(now => new CoreInput.Failed(now, claim.Merge, FailureCause.Environment, []));
        Assert.DoesNotContain(CoreJudge.Step(before, bench.Memory), finding => !finding.Holds);
        Assert.Contains(CoreJudge.Step(before, bench.Memory with { Now = bench.Now.AddHours(48) }), finding => finding.Id == InvariantId.VisibleIsMergeable && !finding.Holds);
    }

    [Fact]
    public void A_split_that_is_mature_when_its_merge_fails_is_forgotten()
    {
        var bench = new Bench();
        CoreEffect.Claim claim = bench.Attach(bench.New(2)).Single<CoreEffect.Claim>();
        bench.Now += TimeSpan.FromHours(48);
        bench.Take(now => new CoreInput.Failed(now, claim.Merge, FailureCause.Environment, []));
        Assert.Empty(bench.Memory.Resting);
        Assert.True(bench.Memory.IsIdle);
    }

    private static CoreMemory With(CoreMemory memory, MergeTask task) => memory with { Merges = memory.Merges.SetItem(task.Number, task) };
}
