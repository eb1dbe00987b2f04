using Tenon.Metastore;
using Tenon.Pipeline.Running;
using Tenon.Pipeline.Tests.Support;
using Tenon.Splits;

namespace Tenon.Pipeline.Tests.Running;

/// <summary>A pipeline that is struck at each operation it asks of metastore and store.</summary>
public sealed class EveryStepTests
{
    // Goal: a failure, a lost answer or death at any operation loses and doubles nothing, and in the end all is merged that can be.
    // Method: count the operations of an undisturbed run over four splits; repeat it once for each operation, struck there; after a death another
    // process finishes. Rows, levels and open operations are judged at the end, rows also at the moment of death.
    [Theory]
    [InlineData(Fault.ErrorBefore)]
    [InlineData(Fault.ErrorAfter)]
    [InlineData(Fault.DeathBefore)]
    [InlineData(Fault.DeathAfter)]
    public void F01_F02_F03_F04_F08_F16_A_pipeline_struck_at_any_operation_merges_all_rows_once(Fault fault)
    {
        int count = Struck(int.MaxValue, fault);
        Assert.InRange(count, 40, 400);
        for (int at = 1; at <= count; at++)
        {
            Struck(at, fault);
        }
    }

    // Goal: a stop at any moment ends within the deadline with everything finished, and a new pipeline that begins at once goes on (F-60).
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void F60_A_pipeline_stopped_at_any_operation_is_followed_at_once_by_another(bool atOnce)
    {
        int count = Stopped(int.MaxValue, atOnce);
        for (int at = 1; at <= count; at++)
        {
            Stopped(at, atOnce);
        }
    }

    private static int Struck(int at, Fault fault)
    {
        using var world = new PipelineWorld();
        var plan = new FaultPlan(at, fault);
        world.Run(async () =>
        {
            await PrepareAsync(world);
            using var death = new CancellationTokenSource();
            plan.OnDeath = death.Cancel;
            StopOutcome outcome = await world.MergeAllAsync(plan, abort: death.Token);
            await world.RequireExactRowsAsync(plan.Struck);
            if (outcome != StopOutcome.Drained)
            {
                Assert.True(death.IsCancellationRequested, $"{plan.Struck}: {outcome}");
                Assert.Equal(StopOutcome.Drained, await world.MergeAllAsync());
            }

            await RequireMergedAsync(world, plan.Struck);
        });
        return plan.Count;
    }

    private static int Stopped(int at, bool atOnce)
    {
        using var world = new PipelineWorld();
        FaultPlan plan = FaultPlan.None();
        world.Run(async () =>
        {
            await PrepareAsync(world);
            using var stop = new CancellationTokenSource();
            string where = "never";
            plan.Before = operation =>
            {
                if (plan.Count + 1 == at)
                {
                    where = $"stopped at operation {at}, {operation}";
                    stop.Cancel();
                }
            };
            StopOutcome outcome = await world.MergeAllAsync(plan, stop: atOnce ? default : stop.Token, abort: atOnce ? stop.Token : default);
            Assert.True(outcome == (stop.IsCancellationRequested && atOnce ? StopOutcome.Aborted : StopOutcome.Drained), $"{where}: {outcome}");
            Assert.True(atOnce || (await world.PlannedAsync()).Count == 0, $"{where}: an operation is left");
            Assert.Equal(StopOutcome.Drained, await world.MergeAllAsync());
            await RequireMergedAsync(world, where);
            Assert.True((await world.ListAsync(new SplitQuery())).TrueForAll(split => split.Trouble is null), $"{where}: a stop was taken for a death (F-47)");
        });
        return plan.Count;
    }

    private static async Task PrepareAsync(PipelineWorld world)
    {
        IndexUid index = await world.CreateIndexAsync("lines");
        for (int i = 0; i < 4; i++)
        {
            await world.IngestAsync(index, 2 + i);
        }
    }

    private static async Task RequireMergedAsync(PipelineWorld world, string context)
    {
        await world.RequireExactRowsAsync(context);
        List<SplitRecord> published = await world.PublishedAsync();
        Assert.True(published is [{ Metadata.Level: 2 }], $"{context}: levels {string.Join(' ', published.Select(split => split.Metadata.Level))}");
        Assert.True((await world.PlannedAsync()).Count == 0, $"{context}: an operation is left");
    }
}
