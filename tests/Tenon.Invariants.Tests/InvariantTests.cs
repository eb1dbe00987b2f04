using System.Diagnostics.Metrics;
using Tenon.Invariants.Recording;

namespace Tenon.Invariants.Tests;

/// <summary>Checks and their counts. Counts are of the process, so these tests run one after the other and look at differences.</summary>
[Collection(nameof(Process))]
public sealed class InvariantTests
{
    private const InvariantId Refused = InvariantId.RowsConserved;
    private const InvariantId Observed = InvariantId.ImmatureTracked;

    [Fact]
    public void Passing_and_failing_are_both_counted()
    {
        (long checks, long violations) = (InvariantCounts.Checked(Refused), InvariantCounts.Violated(Refused));
        Invariant.Require(true, Refused, "");
        Invariant.Check(true, Refused, "");
        Invariant.Observe(true, Refused, "");
        Invariant.Held(Refused, 10);
        Assert.Throws<InvariantViolationException>(() => Invariant.Require(false, Refused, ""));
        Assert.Throws<InvariantViolationException>(() => Invariant.Check(false, Refused, ""));
        Assert.False(Invariant.Observe(false, Refused, ""));
        Assert.Equal(checks + 16, InvariantCounts.Checked(Refused));
        Assert.Equal(violations + 3, InvariantCounts.Violated(Refused));
    }

    [Fact]
    public void A_required_invariant_throws_in_every_build()
    {
        InvariantViolationException e = Assert.Throws<InvariantViolationException>(() => Invariant.Require(false, Observed, $"split {7} is lost"));
        Assert.Equal(Observed, e.Id);
        Assert.Equal("invariant MP-9 ImmatureTracked is broken: split 7 is lost", e.Message);
    }

    [Fact]
    public void A_checked_invariant_throws_unless_it_is_only_observed_and_this_is_no_debug_build()
    {
        Assert.Throws<InvariantViolationException>(() => Invariant.Check(false, Refused, $"rows {1}"));
        Assert.Throws<InvariantViolationException>(() => Invariant.Check(false, InvariantId.InputsInvisible, "stop"));
        if (Invariant.IsDebugBuild)
        {
            Assert.Throws<InvariantViolationException>(() => Invariant.Check(false, Observed, "debug"));
        }
        else
        {
            Assert.False(Invariant.Check(false, Observed, "release"));
        }

        Assert.True(Invariant.Check(true, Observed, "holds"));
    }

    [Theory]
    [InlineData(ViolationResponse.Observe, false, false)]
    [InlineData(ViolationResponse.Refuse, false, true)]
    [InlineData(ViolationResponse.Stop, false, true)]
    [InlineData(ViolationResponse.Observe, true, true)]
    [InlineData(ViolationResponse.Refuse, true, true)]
    [InlineData(ViolationResponse.Stop, true, true)]
    public void What_follows_a_violation_depends_on_the_response_and_the_build(ViolationResponse response, bool isDebugBuild, bool throws) =>
        Assert.Equal(throws, Invariant.MustThrow(response, isDebugBuild));

    [Fact]
    public void A_violation_is_recorded_before_it_is_thrown_even_if_a_handler_fails()
    {
        List<InvariantViolation> heard = [];
        Action<InvariantViolation> failing = _ => throw new InvalidOperationException("disk full");
        long failed = Invariant.FailedHandlerCount;
        Invariant.Violated += failing;
        Invariant.Violated += heard.Add;
        try
        {
            Assert.Throws<InvariantViolationException>(() => Invariant.Require(false, Refused, $"{5} in, {4} out"));
        }
        finally
        {
            Invariant.Violated -= failing;
            Invariant.Violated -= heard.Add;
        }

        InvariantViolation violation = Assert.Single(heard);
        Assert.Equal((Refused, "5 in, 4 out"), (violation.Id, violation.Message));
        Assert.Equal("MC-1 RowsConserved is broken: 5 in, 4 out", violation.ToString());
        Assert.Equal(violation, Invariant.RecentViolations[^1]);
        Assert.Equal(failed + 1, Invariant.FailedHandlerCount);
    }

    [Fact]
    public void The_log_keeps_the_latest_and_is_bounded()
    {
        for (int i = 0; i < 300; i++)
        {
            Invariant.Observe(false, Observed, $"{i}");
        }

        Assert.Equal(ViolationLog.Capacity, Invariant.RecentViolations.Length);
        Assert.Equal(Enumerable.Range(300 - ViolationLog.Capacity, ViolationLog.Capacity).Select(i => $"{i}"), Invariant.RecentViolations.Select(each => each.Message));
        Invariant.Observe(false, Observed, new string('x', 100_000));
        Assert.Equal(ViolationLog.MaximumMessageLength, Invariant.RecentViolations[^1].Message.Length);
    }

    [Fact]
    public void A_check_that_holds_allocates_nothing()
    {
        CheckAll(10_000); // What the runtime does once, per process, thread or compilation, is not meant.
        long before = GC.GetAllocatedBytesForCurrentThread();
        CheckAll(10_000);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Counts_of_all_threads_are_added_up_also_of_those_that_have_ended()
    {
        long before = InvariantCounts.Checked(InvariantId.SeriesIdCarried);
        CountInThreads();
        Assert.Equal(before + 8000, InvariantCounts.Checked(InvariantId.SeriesIdCarried));
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.Equal(before + 8000, InvariantCounts.Checked(InvariantId.SeriesIdCarried));
    }

    [Fact]
    public void The_meter_reports_every_invariant_by_its_code()
    {
        Dictionary<string, long> checks = [];
        Dictionary<string, long> violations = [];
        using MeterListener listener = new();
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (instrument.Meter.Name == InvariantMetrics.MeterName)
            {
                listening.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            Assert.Equal("invariant", tags[0].Key);
            (instrument.Name == "invariant.checked" ? checks : violations).Add(Assert.IsType<string>(tags[0].Value), value);
        });
        listener.Start();
        Invariant.Observe(false, Observed, "measured");
        listener.RecordObservableInstruments();
        Assert.Equal(InvariantRegistry.All.Select(info => info.Code), checks.Keys);
        Assert.Equal(InvariantRegistry.All.Select(info => info.Code), violations.Keys);
        Assert.Equal(InvariantCounts.Checked(Observed), checks["MP-9"]);
        Assert.Equal(InvariantCounts.Violated(Observed), violations["MP-9"]);
        Assert.True(violations["MP-9"] > 0);
    }

    private static void CheckAll(int count)
    {
        for (int i = 0; i < count; i++)
        {
            Invariant.Require(i < count, Refused, $"split {i} at {count}");
            Invariant.Check(i < count, Refused, $"split {i} at {count}");
            Invariant.Observe(i < count, Refused, $"split {i} at {count}");
        }
    }

    private static void CountInThreads()
    {
        Thread[] threads = [.. Enumerable.Range(0, 8).Select(_ => new Thread(() =>
        {
            for (int i = 0; i < 1000; i++)
            {
                Invariant.Require(true, InvariantId.SeriesIdCarried, "");
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
    }
}

/// <summary>Tests of what a process has one of.</summary>
[CollectionDefinition(nameof(Process), DisableParallelization = true)]
public sealed class Process;
