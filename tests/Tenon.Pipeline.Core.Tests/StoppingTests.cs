namespace Tenon.Pipeline.Core.Tests;

public sealed class StoppingTests
{
    [Fact]
    public void What_is_published_after_the_disconnect_is_not_merged_further()
    {
        var bench = new Bench(new() { MergeFactor = 2, MaxMergeFactor = 2 });
        bench.Attach(bench.New(4));
        CoreEffect.Claim[] claims = [.. bench.Effects.OfType<CoreEffect.Claim>()];
        bench.Take(now => new CoreInput.Disconnect(now));
        bench.Publish(claims[0]);
        bench.Publish(claims[1]);
        Assert.Empty(bench.Effects);
        Assert.Empty(bench.Young());
    }

    [Fact]
    public void The_rest_of_each_scope_and_level_is_merged_once_and_then_the_core_is_drained()
    {
        var bench = new Bench(new() { MergeFactor = 10, MaxMergeFactor = 10, MaxFinalizeMergeOperations = 3 }, new() { MergeConcurrency = 1 });
        bench.Attach([.. bench.New(3), .. bench.New(2, level: 1), .. bench.New(2, Bench.Scope(1)), bench.New(Bench.Scope(2))]);
        bench.Take(now => new CoreInput.Disconnect(now)).Take(now => new CoreInput.Finalize(now, MergeRest: true));
        var sizes = new List<(int Level, int Inputs)>();
        while (bench.Effects.OfType<CoreEffect.Claim>().SingleOrDefault() is CoreEffect.Claim claim)
        {
            Assert.False(bench.Memory.IsDrained);
            sizes.Add((claim.Level, claim.Inputs.Length));
            bench.Publish(claim);
        }

        Assert.Equal([(0, 2), (0, 3), (1, 2)], sizes.Order());
        bench.Single<CoreEffect.Drained>();
        Assert.Single(bench.Young()); // One split alone is left as it is.
    }

    [Fact]
    public void The_bound_on_last_merges_is_of_each_scope()
    {
        var bench = new Bench(new() { MergeFactor = 10, MaxMergeFactor = 10, MaxFinalizeMergeOperations = 1 }, new() { MergeConcurrency = 9 });
        bench.Attach([.. bench.New(3), .. bench.New(2, level: 1), .. bench.New(2, Bench.Scope(1))]);
        bench.Take(now => new CoreInput.Disconnect(now)).Take(now => new CoreInput.Finalize(now, MergeRest: true));
        Assert.Equal(2, bench.Effects.OfType<CoreEffect.Claim>().Count());
    }

    [Fact]
    public void F60_Without_a_rest_to_merge_no_task_begins_after_the_stop_and_running_ones_finish()
    {
        var bench = new Bench(settings: new() { MergeConcurrency = 1 });
        CoreEffect.Claim claim = bench.Attach(bench.New(6)).Single<CoreEffect.Claim>();
        bench.Take(now => new CoreInput.Disconnect(now)).Take(now => new CoreInput.Finalize(now, MergeRest: false));
        Assert.Empty(bench.Effects);
        bench.Publish(claim);
        Assert.Equal([new CoreEffect.Drained()], bench.Effects);
        bench.Tick(TimeSpan.FromDays(1));
        Assert.Empty(bench.Effects.OfType<CoreEffect.Drained>());
    }

    [Fact]
    public void A_core_with_nothing_to_do_is_drained_at_once()
    {
        var bench = new Bench();
        bench.Attach().Take(now => new CoreInput.Finalize(now, MergeRest: true));
        Assert.Empty(bench.Effects); // Not before the disconnect.
        bench.Take(now => new CoreInput.Disconnect(now)).Take(now => new CoreInput.Finalize(now, MergeRest: true));
        bench.Single<CoreEffect.Drained>();
    }
}
