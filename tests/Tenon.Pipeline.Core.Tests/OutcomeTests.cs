using System.Collections.Immutable;
using Tenon.Pipeline.Core.Memory;
using Tenon.Splits;
using Tenon.Splits.Policy;

namespace Tenon.Pipeline.Core.Tests;

public sealed class OutcomeTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void F01_F03_A_publish_whose_answer_was_lost_is_asked_for_again_and_nothing_is_given_back()
    {
        var bench = new Bench();
        CoreEffect.Claim claim = bench.Attach(bench.New(2)).Single<CoreEffect.Claim>();
        MergeCandidate output = bench.ToPublish(claim);
        bench.Take(now => new CoreInput.Unknown(now, claim.Merge));
        Assert.Empty(bench.Effects);
        Assert.Empty(bench.Young());
        bench.Tick(Second);
        Assert.Equal(claim.Merge, bench.Single<CoreEffect.Publish>().Merge);
        bench.Take(now => new CoreInput.Published(now, claim.Merge));
        Assert.Equal([output.Id], bench.Young());
    }

    [Fact]
    public void F01_A_publish_that_is_given_up_is_ended_and_may_be_found_published()
    {
        var bench = new Bench(settings: new() { MaxStepAttempts = 1 });
        CoreEffect.Claim claim = bench.Attach(bench.New(2)).Single<CoreEffect.Claim>();
        MergeCandidate output = bench.ToPublish(claim);
        bench.Take(now => new CoreInput.Unknown(now, claim.Merge));
        Assert.Equal((claim.Merge, EndReason.Failed), (bench.Single<CoreEffect.End>().Merge, bench.Single<CoreEffect.End>().Reason));
        bench.Take(now => new CoreInput.Ended(now, claim.Merge, WasPublished: true));
        Assert.Equal([output.Id], bench.Young());
        Assert.Empty(bench.Memory.Merges);
    }

    [Fact]
    public void F05_A_claim_whose_answer_was_lost_is_ended_before_its_inputs_are_free()
    {
        var bench = new Bench();
        CoreEffect.Claim claim = bench.Attach(bench.New(2)).Single<CoreEffect.Claim>();
        bench.Take(now => new CoreInput.Unknown(now, claim.Merge));
        Assert.Equal(EndReason.Abandoned, bench.Single<CoreEffect.End>().Reason);
        Assert.Empty(bench.Young());
        bench.Take(now => new CoreInput.Ended(now, claim.Merge, WasPublished: false));
        Assert.Equal(claim.Inputs, bench.Single<CoreEffect.Claim>().Inputs);
    }

    [Fact]
    public void F06_Inputs_that_are_gone_are_forgotten_and_the_others_are_planned_again()
    {
        var bench = new Bench();
        CoreEffect.Claim claim = bench.Attach(bench.New(2)).Single<CoreEffect.Claim>();
        bench.ToPublish(claim);
        bench.Take(now => new CoreInput.PublishRefused(now, claim.Merge, [claim.Inputs[0].Id]));
        Assert.Equal(EndReason.Superseded, bench.Single<CoreEffect.End>().Reason);
        bench.Take(now => new CoreInput.Ended(now, claim.Merge, WasPublished: false));
        Assert.Equal([claim.Inputs[1].Id], bench.Young());
        Assert.Empty(bench.Memory.Troubles);
    }

    [Fact]
    public void F06_A_split_withdrawn_from_under_its_merge_does_not_come_back()
    {
        var bench = new Bench();
        CoreEffect.Claim claim = bench.Attach(bench.New(2)).Single<CoreEffect.Claim>();
        bench.Take(now => new CoreInput.Withdrawn(now, Bench.Index, [claim.Inputs[1].Id]));
        bench.Take(now => new CoreInput.Failed(now, claim.Merge, FailureCause.Environment, []));
        bench.Tick(Second);
        Assert.Equal([claim.Inputs[0].Id], bench.Young());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void F07_A_failure_is_confined_to_its_merge(bool isClaimed)
    {
        var bench = new Bench();
        bench.Attach([.. bench.New(2, Bench.Scope(0)), .. bench.New(2, Bench.Scope(1))]);
        CoreEffect.Claim[] claims = [.. bench.Effects.OfType<CoreEffect.Claim>()];
        foreach (CoreEffect.Claim claim in claims.Where(_ => isClaimed))
        {
            bench.Take(now => new CoreInput.Claimed(now, claim.Merge));
        }

        bench.Take(now => new CoreInput.Failed(now, claims[0].Merge, FailureCause.Environment, []));
        bench.Take(now => new CoreInput.Ended(now, claims[0].Merge, false)); // If there was something to end.
        if (isClaimed)
        {
            bench.Take(now => new CoreInput.Merged(now, claims[1].Merge, [bench.Output(claims[1])]));
            bench.Take(now => new CoreInput.Staged(now, claims[1].Merge));
            bench.Take(now => new CoreInput.Uploaded(now, claims[1].Merge));
            bench.Take(now => new CoreInput.Published(now, claims[1].Merge));
        }
        else
        {
            bench.Publish(claims[1]);
        }

        Assert.Empty(bench.Memory.Merges);
        Assert.Equal(2, bench.Memory.Resting.Count);
    }

    [Fact]
    public void F36_A_step_is_tried_again_with_growing_delays_before_the_merge_is_given_up()
    {
        var bench = new Bench(settings: new() { MaxStepAttempts = 4 });
        CoreEffect.Claim claim = bench.Attach(bench.New(2)).Single<CoreEffect.Claim>();
        bench.Take(now => new CoreInput.Claimed(now, claim.Merge));
        bench.Take(now => new CoreInput.Merged(now, claim.Merge, [bench.Output(claim)]));
        foreach (int delay in (int[])[1, 2, 4])
        {
            bench.Take(now => new CoreInput.Failed(now, claim.Merge, FailureCause.Environment, []));
            bench.Tick((delay * Second) - TimeSpan.FromTicks(1));
            Assert.Empty(bench.Effects);
            bench.Tick(TimeSpan.FromTicks(1));
            bench.Single<CoreEffect.Stage>();
        }

        bench.Take(now => new CoreInput.Failed(now, claim.Merge, FailureCause.Environment, []));
        bench.Single<CoreEffect.End>();
        bench.Take(now => new CoreInput.Ended(now, claim.Merge, WasPublished: false));
        Assert.Empty(bench.Memory.Quarantined);
        Assert.Equal(2, bench.Memory.Resting.Count);
    }

    [Fact]
    public void F40_An_input_that_is_to_blame_is_quarantined_after_bounded_tries_and_its_neighbours_are_merged()
    {
        var bench = new Bench(settings: new() { MaxTries = 3 });
        ListedSplit bad = bench.New();
        bench.Attach(bad);
        int failures = 0;
        for (int round = 0; round < 10; round++)
        {
            bench.Arrive(bench.New());
            while (bench.Memory.Merges.Values.FirstOrDefault() is MergeTask task)
            {
                var claim = new CoreEffect.Claim(task.Number, task.Scope, task.Level, task.Inputs);
                if (!task.Inputs.Contains(bad.Split))
                {
                    bench.Publish(claim);
                    continue;
                }

                failures++;
                bench.Take(now => new CoreInput.Claimed(now, claim.Merge));
                bench.Take(now => new CoreInput.Failed(now, claim.Merge, FailureCause.Inputs, [bad.Split.Id]));
                Assert.Equal([bad.Split.Id], bench.Single<CoreEffect.End>().Blamed);
                bench.Take(now => new CoreInput.Ended(now, claim.Merge, WasPublished: false));
                Assert.DoesNotContain(bad.Split.Id, bench.Young());
            }

            bench.Tick(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(3, failures);
        Assert.Equal([bad.Split.Id], bench.Memory.Quarantined.Keys);
        Assert.DoesNotContain(bad.Split.Id, bench.Young());
        Assert.True(bench.Young().Length < 4, "the healthy splits are merged");
    }

    [Fact]
    public void F41_Quarantine_holds_until_it_is_released()
    {
        var bench = new Bench();
        ListedSplit bad = bench.New() with { IsQuarantined = true, Tries = 3 };
        bench.Attach(bad, bench.New()).Arrive(bad).Tick(TimeSpan.FromDays(1));
        bench.Take(now => new CoreInput.Listed(now, Bench.Index, [bad]));
        Assert.Equal([bad.Split.Id], bench.Memory.Quarantined.Keys);
        Assert.Empty(bench.Memory.Merges);
        bench.Take(now => new CoreInput.Released(now, Bench.Index, bad));
        Assert.Empty(bench.Memory.Quarantined);
        Assert.Empty(bench.Memory.Troubles);
    }

    [Fact]
    public void F47_What_fails_for_no_known_reason_is_tried_again_in_halves()
    {
        var bench = new Bench(new() { MergeFactor = 8, MaxMergeFactor = 8 }, new() { MergeConcurrency = 9, MaxTries = 9 });
        CoreEffect.Claim claim = bench.Attach(bench.New(8)).Single<CoreEffect.Claim>();
        bench.Take(now => new CoreInput.Claimed(now, claim.Merge));
        bench.Take(now => new CoreInput.Failed(now, claim.Merge, FailureCause.Inputs, []));
        bench.Take(now => new CoreInput.Ended(now, claim.Merge, WasPublished: false));
        bench.Tick(Second);
        Assert.Equal(4, bench.Effects.OfType<CoreEffect.Claim>().First().Inputs.Length);
    }

    [Fact]
    public void MC1_An_output_with_a_row_too_few_or_too_many_gets_no_further()
    {
        foreach (int difference in (int[])[-1, 1])
        {
            var bench = new Bench();
            CoreEffect.Claim claim = bench.Attach(bench.New(2)).Single<CoreEffect.Claim>();
            MergeCandidate output = bench.Output(claim);
            bench.Take(now => new CoreInput.Claimed(now, claim.Merge));
            bench.Take(now => new CoreInput.Merged(now, claim.Merge, [output with { RowCount = output.RowCount + difference }]));
            Assert.Equal(EndReason.Failed, bench.Single<CoreEffect.End>().Reason);
        }
    }

    [Fact]
    public void F48_A_merge_of_empty_splits_publishes_no_output()
    {
        var bench = new Bench();
        CoreEffect.Claim claim = bench.Attach(bench.New(2, size: 0)).Single<CoreEffect.Claim>();
        bench.Take(now => new CoreInput.Claimed(now, claim.Merge));
        bench.Take(now => new CoreInput.Merged(now, claim.Merge, []));
        bench.Single<CoreEffect.Publish>();
        bench.Take(now => new CoreInput.Published(now, claim.Merge));
        Assert.True(bench.Memory.IsIdle);
    }

    [Fact]
    public void F13_What_comes_for_an_index_that_was_taken_away_changes_nothing()
    {
        var bench = new Bench();
        CoreEffect.Claim claim = bench.Attach(bench.New(2)).Single<CoreEffect.Claim>();
        bench.Take(now => new CoreInput.Detached(now, Bench.Index));
        Assert.Equal(claim.Merge, bench.Single<CoreEffect.Cancel>().Merge);
        CoreMemory before = bench.Memory;
        bench.Take(now => new CoreInput.Claimed(now, claim.Merge)).Arrive(bench.New(2));
        Assert.Empty(bench.Effects);
        Assert.Equal((before.Merges, before.Scopes, before.Locked), (bench.Memory.Merges, bench.Memory.Scopes, bench.Memory.Locked));
        bench.Attach(bench.New(2));
        Assert.NotEqual(claim.Merge, bench.Single<CoreEffect.Claim>().Merge);
    }

    [Fact]
    public void F31_A_clock_that_steps_back_ends_no_delay_and_begins_none()
    {
        var bench = new Bench();
        CoreEffect.Claim claim = bench.Attach(bench.New(2)).Single<CoreEffect.Claim>();
        DateTimeOffset now = bench.Now;
        bench.Tick(-TimeSpan.FromHours(1));
        Assert.Equal(now, bench.Memory.Now);
        bench.Take(told => new CoreInput.Failed(told, claim.Merge, FailureCause.Environment, []));
        bench.Now = now;
        bench.Tick(Second);
        bench.Single<CoreEffect.Claim>();
    }
}
