using System.Collections.Immutable;
using Tenon.Conformance;
using Tenon.Conformance.Reading;
using Tenon.Pipeline.Events;
using Tenon.Pipeline.Tests.Support;
using Tenon.Splits;

namespace Tenon.Pipeline.Tests.Conforming;

/// <summary>A split that is gone was withdrawn, whether that was told or not, if it is past its retention; else it is lost.</summary>
public sealed class RetentionTests
{
    // Goal: a list may lack what is past its retention, also if who withdrew it died before it told; it may not lack what is not. Nor may that be told of, or anything twice.
    [Theory]
    [InlineData(-1, 0, true)]
    [InlineData(1, 0, false)]
    [InlineData(-1, 1, true)]
    [InlineData(1, 1, false)]
    [InlineData(-1, 2, false)]
    public void F28_F30_What_is_missing_is_past_its_retention(int hoursLeft, int timesTold, bool conforms)
    {
        using PipelineWorld world = TwoLives();
        DateTimeOffset end = world.Clock.GetUtcNow().AddHours(hoursLeft);
        EventSplit gone = ((PipelineEvent.SplitsIngested)world.Ingests[0].Event).Outputs[0];
        int last = world.Events.FindLastIndex(told => told.Event is PipelineEvent.IndexAttached);
        var list = (PipelineEvent.IndexAttached)world.Events[last].Event;
        Assert.Equal(2, list.Seeded.Length);
        world.Events[last] = world.Events[last] with { Event = list with { Seeded = [.. list.Seeded.Where(split => split.Id != gone.Id)] } };
        int drained = world.Events.FindIndex(told => told.Event is PipelineEvent.Drained);
        PipelineEvent withdrawn = new PipelineEvent.SplitsWithdrawn([gone.Id], gone.RowCount, "retention") { Index = list.Index };
        world.Events.InsertRange(drained, Enumerable.Range(0, timesTold).Select(_ => world.Events[drained] with { Event = withdrawn with { } }));
        EventNumbers.Renew(world.Events);
        Assert.Equal(conforms, Conforms(world, end));
    }

    // Goal: what was never ingested, and is the output of no merge, cannot be withdrawn.
    [Fact]
    public void F30_What_nobody_published_is_not_withdrawn()
    {
        using PipelineWorld world = TwoLives();
        int drained = world.Events.FindIndex(told => told.Event is PipelineEvent.Drained);
        SplitId nobodys = new SplitIdGenerator(world.Clock, new Random(7)).Next();
        IndexUid index = world.Events.Select(told => told.Event).OfType<PipelineEvent.IndexAttached>().First().Index!.Value; // Each is of one.
        world.Events.Insert(drained, world.Events[drained] with { Event = new PipelineEvent.SplitsWithdrawn([nobodys], 2, "retention") { Index = index } });
        EventNumbers.Renew(world.Events);
        Assert.False(Conforms(world, world.Clock.GetUtcNow().AddHours(1)));
    }

    // Goal: what nobody withdrew is there, past its retention or not; and collecting it says that it was withdrawn.
    [Theory]
    [InlineData(-1, true)]
    [InlineData(1, false)]
    public void F22_What_is_collected_was_withdrawn_before(int hoursLeft, bool conforms)
    {
        using PipelineWorld world = TwoLives();
        DateTimeOffset end = world.Clock.GetUtcNow().AddHours(hoursLeft);
        Assert.True(Conforms(world, end));
        EventSplit gone = ((PipelineEvent.SplitsIngested)world.Ingests[0].Event).Outputs[0];
        int drained = world.Events.FindLastIndex(told => told.Event is PipelineEvent.Drained);
        world.Events.Insert(drained, world.Events[drained] with { Event = new PipelineEvent.SplitsCollected([gone.Id]) });
        EventNumbers.Renew(world.Events);
        Assert.Equal(conforms, Conforms(world, end));
    }

    /// <summary>A world with two splits that cannot be merged with each other, and two processes, one after the other.</summary>
    private static PipelineWorld TwoLives()
    {
        var world = new PipelineWorld();
        world.Run(async () =>
        {
            IndexUid index = await world.CreateIndexAsync("lines");
            await world.IngestAsync(index, 2, partition: 1);
            await world.IngestAsync(index, 3, partition: 2);
            await world.MergeAllAsync();
            await world.MergeAllAsync();
        });
        return world;
    }

    /// <summary>Whether it is a behaviour of an index that keeps rows so long that the first split is past its retention from a moment on.</summary>
    private static bool Conforms(PipelineWorld world, DateTimeOffset end)
    {
        IEnumerable<StampedEvent> told = world.Ingests.Select((each, i) => each with
        {
            Event = (PipelineEvent.SplitsIngested)each.Event is var ingested && i == 0 ? ingested with { Outputs = [ingested.Outputs[0] with { ExpiresAt = end }] } : each.Event,
        });
        told = told.Concat(world.Events.Select(each => each with
        {
            Event = each.Event is PipelineEvent.IndexAttached attached ? attached with { Rules = attached.Rules with { Retention = TimeSpan.FromDays(1) } } : each.Event,
        }));
        return TraceReplay.Check(told.Select(RecordedEvent.Of), new TraceOptions { IsClosed = true }).Conforms;
    }
}
