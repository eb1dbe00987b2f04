using System.Text.Json;
using Tenon.Metastore;
using Tenon.Pipeline.Events;
using Tenon.Pipeline.Running;
using Tenon.Pipeline.Tests.Support;
using Tenon.Splits;

namespace Tenon.Pipeline.Tests.Events;

public sealed class EventTests
{
    // Goal: each transition is told exactly once, by number and kind; a missing or doubled emission fails here.
    [Fact]
    public void Four_splits_merged_to_level_two_are_told_by_exactly_these_events()
    {
        using var world = new PipelineWorld();
        world.Run(async () =>
        {
            IndexUid index = await world.CreateIndexAsync("lines");
            for (int i = 0; i < 4; i++)
            {
                await world.IngestAsync(index, 5);
            }

            await world.MergeAllAsync();
        });

        var counts = world.Events.GroupBy(stamped => EventJson.NameOf(stamped.Event)).ToDictionary(group => group.Key, group => group.Count());
        Assert.Equal(
            new Dictionary<string, int>
            {
                ["GenerationBegan"] = 1,
                ["LeaseTaken"] = 1,
                ["IndexAttached"] = 1,
                ["MergePlanned"] = 3,
                ["MergeClaimed"] = 3,
                ["MergeStaged"] = 3,
                ["MergeUploaded"] = 3,
                ["MergePublished"] = 3,
                ["PlannerDisconnected"] = 1,
                ["FinalMergesPlanned"] = 1,
                ["Drained"] = 1,
            }.OrderBy(pair => pair.Key),
            counts.OrderBy(pair => pair.Key));
        Assert.Equal(Enumerable.Range(1, 21).Select(i => (long)i), world.Events.Select(stamped => stamped.Sequence));
        Assert.IsType<PipelineEvent.Drained>(world.Events[^1].Event);
        Assert.Equal(4, world.Told<PipelineEvent.IndexAttached>().Single().Seeded.Length);
        Assert.All(world.Told<PipelineEvent.MergePublished>(), told => Assert.Equal((told.InputRows, told.InputRows), (told.OutputRows, told.Outputs.Sum(split => split.RowCount))));
        Assert.All(
            world.Told<PipelineEvent.MergePlanned>(),
            plan => Assert.Equal(plan.Inputs.Select(split => split.Id), world.Told<PipelineEvent.MergePublished>().Single(told => told.Operation == plan.Operation).Replaced));
    }

    // Goal: a publish whose answer was lost is told all the same, once.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void F01_F03_A_publish_whose_answer_was_lost_is_told_once(bool isNeverAnswered)
    {
        using var world = new PipelineWorld();
        world.Run(async () =>
        {
            IndexUid index = await world.CreateIndexAsync("lines");
            await world.IngestAsync(index, 5);
            await world.IngestAsync(index, 5);
            bool isLost = false;
            FaultPlan plan = FaultPlan.None();
            plan.Before = operation =>
            {
                if (operation == "publish" && !isLost)
                {
                    isLost = true;
                    OperationRecord planned = Wait(new ValueTask<List<OperationRecord>>(world.PlannedAsync())).Single();
                    PublishedOutput[] read = [.. planned.Outputs.Select(output => new PublishedOutput(
                        output.Id, output.SizeBytes, output.Crc32C ?? 0, Wait(world.Store.FindAsync(Storage.ObjectKey.Parse(output.Path), default))!.Version))]; // It was uploaded.
                    InputVersion[] versions = [.. planned.Inputs.Select(input => new InputVersion(input.Id, input.Version))];
                    PublishResult result = Wait(world.Metastore.PublishAsync(planned.Lease, new PublishRequest(planned.Id, planned.Token, [.. read], [.. versions], "x"), default));
                    Assert.IsType<PublishResult.Published>(result);
                    throw new MetastoreException(MetastoreError.OutcomeUnknown, "the answer is lost");
                }

                if (operation == "publish" && isNeverAnswered)
                {
                    throw new MetastoreException(MetastoreError.OutcomeUnknown, "this answer as well"); // Until the merge is given up, and its end finds out.
                }
            };
            Assert.Equal(StopOutcome.Drained, await world.MergeAllAsync(plan));
            Assert.Single(world.Told<PipelineEvent.MergePublished>());
            Assert.Empty(world.Told<PipelineEvent.MergeEnded>());
            await world.RequireExactRowsAsync();
        });
    }

    /// <summary>What a store in memory does is done when it returns.</summary>
    private static T Wait<T>(ValueTask<T> done) => done.AsTask().GetAwaiter().GetResult();

    [Fact]
    public void Recorded_events_are_whole_lines_in_files_that_are_bounded()
    {
        using var folder = new TemporaryFolder();
        var clock = new ManualClock();
        var ids = new SplitIdGenerator(clock, new Random(1));
        using (var files = new EventFiles(folder["events"], fileBytes: 1000, fileCount: 3))
        {
            var events = new EventStream("p1", clock, files);
            events.BeginGeneration();
            for (int i = 0; i < 200; i++)
            {
                events.Emit(new PipelineEvent.SplitQuarantined(ids.Next(), "a \"reason\"\nof two lines") { Index = IndexUid.Create("lines", ids.Next()) });
            }

            Assert.Equal(0, files.LostCount);
        }

        string[] kept = [.. Directory.EnumerateFiles(folder["events"]).Order(StringComparer.Ordinal)];
        Assert.Equal(3, kept.Length);
        JsonElement[] lines = [.. kept.SelectMany(File.ReadAllLines).Select(line => JsonDocument.Parse(line).RootElement)];
        long[] sequence = [.. lines.Select(line => line.GetProperty("sequence").GetInt64())];
        Assert.Equal(Enumerable.Range(0, sequence.Length).Select(i => 201L - sequence.Length + 1 + i), sequence);
        Assert.All(lines, line => Assert.Equal(("SplitQuarantined", 1), (line.GetProperty("event").GetString(), line.GetProperty("generation").GetInt32())));
        Assert.All(kept, path => Assert.InRange(new FileInfo(path).Length, 1, 1300));
    }

    [Fact]
    public void F61_A_line_that_is_written_every_second_is_written_once_a_minute_with_its_count()
    {
        var clock = new ManualClock();
        var lines = new List<string>();
        var log = new QuietLog(lines.Add, clock);
        for (int i = 0; i < 121; i++)
        {
            log.Write("it fails");
            log.Write($"line {i}");
            clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(["it fails", "it fails (and 59 times before)", "it fails (and 59 times before)"], lines.Where(line => line.StartsWith("it fails", StringComparison.Ordinal)));
        Assert.Equal(121, lines.Count(line => line.StartsWith("line", StringComparison.Ordinal)));
    }

    [Fact]
    public void F29_Settings_that_contradict_each_other_are_refused_by_name()
    {
        IReadOnlyList<string> problems = new RunSettings
        {
            MemoryBytes = 100,
            HeartbeatInterval = TimeSpan.FromSeconds(10),
            LeaseLifetime = TimeSpan.FromSeconds(20),
            TickInterval = TimeSpan.FromSeconds(2),
            MaxRestartDelay = TimeSpan.FromMilliseconds(1),
        }.Problems();
        Assert.Equal(["lease_lifetime", "max_restart_delay", "memory", "tick_interval"], problems.Select(problem => problem.Split(' ')[0]).Order(StringComparer.Ordinal));
        Assert.Empty(new RunSettings().Problems());
    }
}
