using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Tenon.Conformance;
using Tenon.Conformance.Reading;
using Tenon.Invariants.State;
using Tenon.Metastore;
using Tenon.Models.Pipelines;
using Tenon.Pipeline.Events;
using Tenon.Pipeline.Tests.Support;
using Tenon.Splits;

namespace Tenon.Pipeline.Tests.Conforming;

/// <summary>Records of real runs are behaviours of the model, and what was tampered with is not.</summary>
public sealed class ConformanceTests
{
    public static TheoryData<string> Names => [.. Scenarios.All.Keys];

    // Goal: what the pipeline tells, whatever befalls it, is a behaviour of the model, step by step, and it tells each transition exactly so often.
    [Theory]
    [MemberData(nameof(Names))]
    public void A_scenario_tells_exactly_its_events_and_they_conform(string name)
    {
        using PipelineWorld world = Scenarios.Run(name); // It judges what was told.
        Assert.Equal(Scenarios.All[name].Told, Scenarios.CountsOf(world.Events));
    }

    // Goal: a process that died when it had taken the lease, and had not told yet, is explained by what it told before; a lease that nobody can have held is not.
    [Fact]
    public void A_lease_of_which_nobody_tells_is_one_of_a_process_that_died_over_it()
    {
        using var world = new PipelineWorld();
        world.Run(async () =>
        {
            IndexUid index = await world.CreateIndexAsync("lines");
            await world.IngestAsync(index, 2);
            await world.IngestAsync(index, 3);
            await world.MergeAllAsync();
            using var death = new CancellationTokenSource();
            FaultPlan faults = FaultPlan.None();
            faults.OnDeath = death.Cancel;
            bool isTaken = false;
            faults.Before = operation => isTaken = isTaken ? throw faults.Die() : operation == "take lease";
            await world.MergeAllAsync(faults, abort: death.Token);
            world.Events.RemoveAll(told => told.Pipeline == "process-101" && told.Event is not PipelineEvent.GenerationBegan);
            await world.MergeAllAsync();
        });
        Assert.Equal([1L, 3L], world.Told<PipelineEvent.LeaseTaken>().Select(taken => taken.Epoch));
        world.Events.RemoveAll(told => told.Pipeline == "process-101");
        Assert.False(TraceReplay.Check(world.Ingests.Concat(world.Events).Select(RecordedEvent.Of), new TraceOptions { IsClosed = true }).Conforms);
    }

    // Goal: a collector that finds the inputs of a merge replaced, before its own process has the lease, knows of a publish that died with its process; but inputs that the
    // next list still has were never replaced.
    [Theory]
    [InlineData("a publish that only the next life sees", true)]
    [InlineData("a crash during drain", false)]
    public void What_is_collected_was_replaced_though_nobody_told(string name, bool wasPublished)
    {
        using PipelineWorld world = Scenarios.Run(name);
        SplitId input = world.Told<PipelineEvent.MergeClaimed>().First().Inputs[0].Id;
        int begin = world.Events.FindLastIndex(told => told.Event is PipelineEvent.GenerationBegan);
        world.Events.Insert(begin + 1, world.Events[begin] with { Event = new PipelineEvent.SplitsCollected([input]) });
        EventNumbers.Renew(world.Events);
        Assert.Equal(wasPublished, TraceReplay.Check(world.Ingests.Concat(world.Events).Select(RecordedEvent.Of), new TraceOptions { IsClosed = true }).Conforms);
    }

    // Goal: a merge whose rows are as many as those of its inputs, and others, is no behaviour, though all that is told of its outputs agrees.
    [Fact]
    public void F49_A_merge_that_exchanged_rows_is_no_behaviour()
    {
        using PipelineWorld world = Merged();
        string digest = ((PipelineEvent.MergeUploaded)world.Events.Single(told => told.Event is PipelineEvent.MergeUploaded).Event).Digest;
        List<string> lines = LinesOf(world);
        Assert.True(Conforms(lines));
        Assert.True(lines.Count(line => line.Contains(digest, StringComparison.Ordinal)) >= 3);
        Assert.False(Conforms(lines.Select(line => line.Replace(digest, digest[..^1] + (digest[^1] == '0' ? '1' : '0'), StringComparison.Ordinal))));
    }

    // Goal: outputs are one level above their inputs, also where all that is told of them agrees.
    [Fact]
    public void F56_Outputs_told_at_another_level_are_no_behaviour()
    {
        using PipelineWorld world = Merged();
        List<string> lines = LinesOf(world);
        Assert.True(lines.Count(line => line.Contains("\"level\":1", StringComparison.Ordinal)) >= 3);
        Assert.False(Conforms(lines.Select(line => line.Replace("\"level\":1", "\"level\":2", StringComparison.Ordinal))));
    }

    // Goal: what is heard of when it has been replaced may be planned, in vain: a refused claim is as it must be, a granted one is no behaviour.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_merge_of_what_was_replaced_is_refused_its_claim(bool isGranted)
    {
        using PipelineWorld world = Merged();
        StampedEvent first = world.Events.First(told => told.Event is PipelineEvent.MergePlanned);
        var planned = (PipelineEvent.MergePlanned)first.Event;
        OperationId late = new(new SplitIdGenerator(world.Clock, new Random(7)).Next(), OperationKind.Merge);
        PipelineEvent[] told =
        [
            new PipelineEvent.SplitsHeard(planned.Inputs) { Index = planned.Index },
            planned with { Operation = late },
            isGranted
                ? new PipelineEvent.MergeClaimed(late, planned.Inputs) { Index = planned.Index }
                : new PipelineEvent.MergeRefused(late, "one is gone") { Index = planned.Index },
        ];
        int published = world.Events.FindIndex(each => each.Event is PipelineEvent.MergePublished);
        world.Events.InsertRange(published + 1, told.Select(each => first with { Event = each }));
        EventNumbers.Renew(world.Events);
        Assert.Equal(!isGranted, TraceReplay.Check(world.Ingests.Concat(world.Events).Select(RecordedEvent.Of), new TraceOptions { IsClosed = true }).Conforms);
    }

    // Goal: a publish may be answered after its process has lost the index and taken it again; told of a merge that a later life ended, or twice, it is no behaviour.
    [Theory]
    [InlineData(1, false, true)]
    [InlineData(2, false, false)]
    [InlineData(1, true, false)]
    public void A_publish_may_be_answered_after_the_lease_was_lost_and_taken_again(int times, bool isEnded, bool conforms)
    {
        using PipelineWorld world = Merged();
        StampedEvent late = world.Events.Single(told => told.Event is PipelineEvent.MergePublished);
        StampedEvent attached = world.Events.Single(told => told.Event is PipelineEvent.IndexAttached);
        var published = (PipelineEvent.MergePublished)late.Event;
        ImmutableArray<EventSplit> left = isEnded ? ((PipelineEvent.MergePlanned)world.Events.Single(told => told.Event is PipelineEvent.MergePlanned).Event).Inputs : published.Outputs;
        PipelineEvent[] told =
        [
            new PipelineEvent.IndexDetached("another took over") { Index = published.Index },
            new PipelineEvent.LeaseTaken(2) { Index = published.Index },
            ((PipelineEvent.IndexAttached)attached.Event) with { Seeded = left },
            .. Enumerable.Range(0, times).Select(_ => published with { }), // Another each time, as if read from a file.
        ];
        int at = world.Events.IndexOf(late);
        world.Events.RemoveAt(at);
        world.Events.InsertRange(at, told.Select(each => late with { Event = each }));
        EventNumbers.Renew(world.Events);
        Assert.Equal(conforms, TraceReplay.Check(world.Ingests.Concat(world.Events).Select(RecordedEvent.Of), new TraceOptions { IsClosed = true }).Conforms);
    }

    // Goal: the steps that are shown are those of one behaviour, also where only what is told later decides between two: a split that is ingested while a list is on its way is in it, or is not.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_steps_that_are_shown_are_one_behaviour(bool isListed)
    {
        using PipelineWorld world = Merged();
        StampedEvent late = world.Ingests[^1];
        world.Ingests.Remove(late);
        int lease = world.Events.FindIndex(told => told.Event is PipelineEvent.LeaseTaken);
        world.Events.Insert(lease + 1, world.Events[lease] with { Event = late.Event });
        if (!isListed)
        {
            int attached = world.Events.FindIndex(told => told.Event is PipelineEvent.IndexAttached);
            var list = (PipelineEvent.IndexAttached)world.Events[attached].Event;
            ImmutableArray<EventSplit> ingested = ((PipelineEvent.SplitsIngested)late.Event).Outputs;
            world.Events[attached] = world.Events[attached] with { Event = list with { Seeded = [.. list.Seeded.Where(split => split.Id != ingested[0].Id)] } };
            world.Events.Insert(attached + 1, world.Events[attached] with { Event = new PipelineEvent.SplitsHeard(ingested) });
        }

        EventNumbers.Renew(world.Events);
        List<TraceStep> steps = [];
        TraceReport report = TraceReplay.Check(world.Ingests.Concat(world.Events).Select(RecordedEvent.Of), new TraceOptions { IsClosed = true }, steps.Add);
        Assert.Empty(report.Divergences.Select(divergence => divergence.Reason));
        var model = new MergePipeline(steps[^1].Bounds);
        PipelineState last = steps.SelectMany(step => step.Actions).Aggregate(
            model.InitialStates.First(), (state, action) => model.After(state, action) ?? throw new InvalidOperationException($"{action} is not enabled"));
        Assert.Equal(steps[^1].StateText, (steps[^1] with { State = last }).StateText);
        Assert.Contains(steps, step => step.BehaviourCount > 1);
    }

    // Goal: the records in samples/traces, which documents and other tests use, are such as the pipeline tells. TENON_UPDATE_TRACES=1 writes them anew.
    [Theory]
    [MemberData(nameof(Names))]
    public void The_sample_of_a_scenario_tells_the_same_events_and_conforms(string name)
    {
        string path = RepositoryRoot.PathOf($"samples/traces/{name.Replace(' ', '-')}.ndjson");
        if (Environment.GetEnvironmentVariable("TENON_UPDATE_TRACES") == "1")
        {
            using PipelineWorld world = Scenarios.Run(name);
            File.WriteAllText(path, string.Concat(LinesOf(world).Select(line => line + "\n")));
        }

        RecordedEvent[] events = [.. TraceReader.Read([path])];
        Assert.Equal(Scenarios.All[name].Told, Scenarios.CountsOf(events.Select(recorded => recorded.Stamped).Where(told => told.Pipeline != "ingester")));
        Assert.True(TraceReplay.Check(events, new TraceOptions { IsClosed = true }).Conforms);
    }

    // Goal: what is written can be read, and says the same: all that follows works on texts.
    [Theory]
    [MemberData(nameof(Names))]
    public void Events_are_read_as_they_were_written(string name)
    {
        using PipelineWorld world = Scenarios.Run(name);
        foreach (string line in LinesOf(world))
        {
            Assert.Equal(line, TextOf(EventReader.Read("a", Encoding.UTF8.GetBytes(line))));
        }
    }

    // Goal: a record from which an event was dropped, or in which one stands twice, or in which two were exchanged, is not accepted. Only the last event of a
    // process may be missing: that is a process that died before it told.
    [Fact]
    public void A_record_with_an_event_too_few_too_many_or_out_of_order_is_refused()
    {
        var tally = new Tally();
        foreach (List<string> lines in Records())
        {
            for (int i = 0; i < lines.Count; i++)
            {
                bool isLast = !lines.Skip(i + 1).Any(line => ProcessOf(line) == ProcessOf(lines[i]));
                tally.Add("dropped", lines[i], isLast || !Conforms([.. lines[..i], .. lines[(i + 1)..]]));
                tally.Add("doubled", lines[i], !Conforms([.. lines[..(i + 1)], .. lines[i..]]));
                int next = lines.FindIndex(i + 1, line => ProcessOf(line) == ProcessOf(lines[i]));
                if (next > 0)
                {
                    List<string> exchanged = [.. lines];
                    (exchanged[i], exchanged[next]) = (lines[next], lines[i]);
                    tally.Add("exchanged", lines[i], !Conforms(exchanged));
                }
            }
        }

        Assert.True(tally.Share >= 0.99, tally.ToString());
    }

    // Goal: the same although the numbers of events were made to fit, so that only what they say gives it away. Some say nothing that another does not imply.
    [Fact]
    public void A_record_whose_numbers_were_made_to_fit_is_refused_by_what_it_says()
    {
        var tally = new Tally();
        foreach (List<string> lines in Records())
        {
            for (int i = 0; i < lines.Count; i++)
            {
                tally.Add("dropped", lines[i], !Conforms(Renumbered([.. lines[..i], .. lines[(i + 1)..]])));
                tally.Add("doubled", lines[i], !Conforms(Renumbered([.. lines[..(i + 1)], .. lines[i..]])));
            }
        }

        Assert.True(tally.Share >= 0.85, tally.ToString());
    }

    /// <summary>A world in which two splits were merged.</summary>
    private static PipelineWorld Merged()
    {
        var world = new PipelineWorld();
        world.Run(async () =>
        {
            IndexUid index = await world.CreateIndexAsync("lines");
            await world.IngestAsync(index, 2);
            await world.IngestAsync(index, 3);
            await world.MergeAllAsync();
        });
        return world;
    }

    /// <summary>The records of all scenarios but one, which has many events of kinds that the others have.</summary>
    private static IEnumerable<List<string>> Records()
    {
        foreach (string name in Scenarios.All.Keys.Where(name => name != "several scopes at once"))
        {
            using PipelineWorld world = Scenarios.Run(name);
            yield return LinesOf(world);
        }
    }

    private static List<string> LinesOf(PipelineWorld world) => [.. world.Ingests.Concat(world.Events).Select(TextOf)];

    private static string TextOf(StampedEvent stamped)
    {
        var bytes = new System.Buffers.ArrayBufferWriter<byte>();
        EventJson.Write(stamped, bytes);
        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    private static string ProcessOf(string line) => JsonNode.Parse(line)!["pipeline"]!.GetValue<string>(); // Every event has one.

    private static bool Conforms(IEnumerable<string> lines)
    {
        try
        {
            return TraceReplay.Check(lines.Select((line, i) => new RecordedEvent($"line {i + 1}", EventReader.Read($"line {i + 1}", Encoding.UTF8.GetBytes(line)))), new TraceOptions { IsClosed = true }).Conforms;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static IEnumerable<string> Renumbered(IEnumerable<string> lines)
    {
        var sequences = new Dictionary<string, long>(StringComparer.Ordinal);
        var generations = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (string line in lines)
        {
            JsonNode json = JsonNode.Parse(line)!; // It was written as JSON.
            string process = ProcessOf(line);
            generations[process] = generations.GetValueOrDefault(process) + (json["event"]!.GetValue<string>() == "GenerationBegan" ? 1 : 0);
            json["sequence"] = sequences[process] = sequences.GetValueOrDefault(process) + 1;
            json["generation"] = generations[process];
            yield return json.ToJsonString();
        }
    }

    /// <summary>How many changes were noticed, and which were not.</summary>
    private sealed class Tally
    {
        private readonly Dictionary<string, (int Noticed, int All)> _counts = new(StringComparer.Ordinal);

        public double Share => (double)_counts.Values.Sum(count => count.Noticed) / _counts.Values.Sum(count => count.All);

        public void Add(string what, string line, bool isNoticed)
        {
            string key = $"{what} {JsonNode.Parse(line)!["event"]}";
            (int noticed, int all) = _counts.GetValueOrDefault(key);
            _counts[key] = (noticed + (isNoticed ? 1 : 0), all + 1);
        }

        public override string ToString() => FormattableString.Invariant($"{Share:P2} of {_counts.Values.Sum(count => count.All)}: ")
            + string.Join(", ", _counts.Where(count => count.Value.Noticed < count.Value.All).Select(count => $"{count.Key} {count.Value.Noticed}/{count.Value.All}"));
    }
}
