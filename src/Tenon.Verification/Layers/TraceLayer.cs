using System.Collections.Immutable;
using System.Globalization;
using Tenon.Checking.Properties;
using Tenon.Conformance;
using Tenon.Conformance.Reading;
using Tenon.Invariants.State;
using Tenon.Models.Pipelines;
using Tenon.Pipeline.Events;
using Tenon.Tla.Checking;
using Tenon.Verification.Reporting;
using Tenon.Verification.Specifications;
using Tenon.Verification.Traces;

namespace Tenon.Verification.Layers;

/// <summary>Link 3: what the running program tells is a behaviour of the model, and a record that was tampered with is none.</summary>
/// <param name="tamper">What becomes of a record before it is judged, to see that it is noticed; by default nothing.</param>
internal sealed class TraceLayer(Func<ImmutableArray<StampedEvent>, ImmutableArray<StampedEvent>>? tamper = null) : VerificationLayer
{
    private const string Conforms = "each event is an enabled step, and every property holds after it";

    private const string IsSpecified = "each step is one of MergePipeline.tla under that name, in that state";

    private const string IsTraced = "MergePipelineTrace.tla has a behaviour with all of its steps, and every invariant holds along it";

    private const string IsTracedNoMore = "MergePipelineTrace.tla has none with one step altered or doubled, or a publish left out";

    /// <summary>Records that the model judges and the specification cannot: it has two outputs at most, and of many splits more sets than can be tried.</summary>
    private static readonly ImmutableHashSet<string> BeyondTheSpecification = [SeveralOutputs, SeveralScopes];

    private const string SeveralOutputs = "several-outputs";

    private const string SeveralScopes = "several-scopes-at-once";

    public override string Name => "traces";

    public override string Claim => "link 3: runs conform to the model";

    public override string WhatAFailureMeans =>
        "src/Tenon.Pipeline does, or tells, what the model does not allow at the event that is shown; 'tenon run --record DIR' and 'tenon trace show' look into one run.";

    public override ImmutableArray<VerificationTask> TasksIn(SpecificationFolder folder) =>
    [
        new VerificationTask("from the inbox to the highest level", Conforms, true, context => Judge(Record(1, context), "one life")),
        new VerificationTask("two lives, a graceful stop between them", Conforms, true, context => Judge(Record(2, context), "two lives")),
        new VerificationTask("one life, beside the specification", IsSpecified, true, context => Specified(Record(1, context), context)),
        .. SamplesIn(folder).SelectMany(path => TasksOf(path)),
        new VerificationTask("records that were tampered with", "at least 99 of 100 are refused: an event dropped, doubled, or exchanged with the next", true, context => Tampered(Record(2, context))),
        .. FewSamplesIn(folder) is { Length: > 0 } records
            ? [new VerificationTask("records with one value altered", "at least 99 of 100 are refused: a number, an id or a digest", true, context => WithAlteredValues(records, context))]
            : Array.Empty<VerificationTask>(),
    ];

    private ImmutableArray<StampedEvent> Record(int lives, VerificationContext context)
    {
        ImmutableArray<StampedEvent> told = LiveRun.RecordAsync(lives, context.CancellationToken).GetAwaiter().GetResult(); // A check has a thread of its own.
        return tamper?.Invoke(told) ?? told;
    }

    private static VerificationFinding Judge(ImmutableArray<StampedEvent> told, string title)
    {
        List<CounterexampleStep> steps = [new(null, [])];
        TraceReport report = Replay(told, step => steps.AddRange(step.ActionTexts.Select(text => new CounterexampleStep(text, []))));
        Divergence? divergence = report.Divergences.FirstOrDefault();
        return new VerificationFinding
        {
            Status = divergence is null ? VerificationStatus.Holds : VerificationStatus.Failed,
            Size = [new("events", told.Length), new("steps", report.Indexes.Sum(index => index.StepCount))],
            Problem = divergence is null ? null : $"{divergence.Place}: {divergence.Event}\n{divergence.Reason}",
            Counterexample = divergence is null ? null : new Counterexample($"{title}: the steps before the event that no behaviour explains", [.. steps], null),
            Claims = PropertiesOfTheModel,
            Witnesses = [.. report.ActionCounts.Select(pair => new VerificationWitness(pair.Key, null, pair.Value > 0))],
        };
    }

    /// <summary>The records beside the specifications; none where only those were taken along.</summary>
    private static string[] SamplesIn(SpecificationFolder folder) =>
        Path.Join(folder.Root, "samples", "traces") is var samples && Directory.Exists(samples) ? [.. Directory.EnumerateFiles(samples, TraceReader.Pattern).Order(StringComparer.Ordinal)] : [];

    /// <summary>All but the longest, whose events are of kinds that the others have.</summary>
    private static string[] FewSamplesIn(SpecificationFolder folder) => [.. SamplesIn(folder).Where(path => Path.GetFileNameWithoutExtension(path) != SeveralScopes)];

    private IEnumerable<VerificationTask> TasksOf(string path)
    {
        string name = "record: " + Path.GetFileNameWithoutExtension(path).Replace('-', ' ');
        yield return new VerificationTask(name, Conforms, true, context => Judge(Read(path, context), name));
        if (!BeyondTheSpecification.Contains(Path.GetFileNameWithoutExtension(path)))
        {
            yield return new VerificationTask(name, IsSpecified, true, context => Specified(Read(path, context), context));
        }

        if (Path.GetFileNameWithoutExtension(path) != SeveralOutputs)
        {
            yield return new VerificationTask(name, IsTraced, true, context => Traced(Read(path, context), context));
            yield return new VerificationTask(name, IsTracedNoMore, true, context => Altered(Read(path, context), context));
        }
    }

    private ImmutableArray<StampedEvent> Read(string path, VerificationContext context)
    {
        ImmutableArray<StampedEvent> told = [.. TraceReader.Read([path], context.CancellationToken).Select(recorded => recorded.Stamped)];
        return tamper?.Invoke(told) ?? told;
    }

    private static VerificationFinding Specified(ImmutableArray<StampedEvent> told, VerificationContext context) =>
        LayerText.Of(SpecifiedRun.Judge(context.Folder, told, context.CancellationToken), "a step of a recorded run that the specification does not have");

    private static VerificationFinding Traced(ImmutableArray<StampedEvent> told, VerificationContext context)
    {
        string? problem = null;
        long steps = 0;
        foreach (SpecifiedSteps run in SpecifiedSteps.Of(told.Select(RecordedEvent.Of), context.CancellationToken))
        {
            SpecificationVerdict verdict = SpecifiedRun.Trace(context.Folder, Lines(run), context.CancellationToken);
            steps += verdict.StepCount;
            problem ??= verdict.ExitCode == 0 ? null : string.Join('\n', verdict.Report.Split('\n').Take(6));
        }

        return new VerificationFinding { Status = problem is null ? VerificationStatus.Holds : VerificationStatus.Failed, Size = [new("steps", steps)], Problem = problem };
    }

    private static VerificationFinding Altered(ImmutableArray<StampedEvent> told, VerificationContext context)
    {
        List<string> accepted = [];
        int all = 0;
        foreach (SpecifiedSteps run in SpecifiedSteps.Of(told.Select(RecordedEvent.Of), context.CancellationToken))
        {
            foreach ((string what, ImmutableArray<string> lines) in AlteredSteps.Of([.. Lines(run)]))
            {
                all++;
                if (SpecifiedRun.Trace(context.Folder, lines, context.CancellationToken).ExitCode == 0)
                {
                    accepted.Add(what);
                }
            }
        }

        bool holds = all > 0 && accepted.Count == 0;
        return new VerificationFinding
        {
            Status = holds ? VerificationStatus.Holds : VerificationStatus.Failed,
            Size = [new("records", all)],
            Problem = holds ? null : string.Create(CultureInfo.InvariantCulture, $"of {all} altered runs these are accepted: {string.Join("; ", accepted)}"),
        };
    }

    private static string[] Lines(SpecifiedSteps run) => run.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static VerificationFinding Tampered(ImmutableArray<StampedEvent> told) =>
        Refused(Variants(told).Select(variant => (variant.What, Replay(variant.Record, _ => { }).Conforms)));

    private VerificationFinding WithAlteredValues(string[] paths, VerificationContext context) => Refused(
        from path in paths
        from altered in AlteredEvents.Of(Read(path, context))
        select ($"{Path.GetFileNameWithoutExtension(path)}: {altered.What}", altered.Record is { } record && Replay(record, _ => { }).Conforms));

    private static VerificationFinding Refused(IEnumerable<(string What, bool IsAccepted)> records)
    {
        int all = 0;
        List<string> accepted = [];
        foreach ((string what, bool isAccepted) in records)
        {
            all++;
            if (isAccepted)
            {
                accepted.Add(what);
            }
        }

        double share = 1 - ((double)accepted.Count / Math.Max(1, all));
        bool holds = share >= 0.99 && all > 0;
        return new VerificationFinding
        {
            Status = holds ? VerificationStatus.Holds : VerificationStatus.Failed,
            Size = [new("records", all)],
            Problem = holds ? null : string.Create(CultureInfo.InvariantCulture, $"{share:P1} of {all} are refused; accepted: {string.Join(", ", accepted)}"),
        };
    }

    // The last event of a process may be missing: that is one that died before it told.
    private static IEnumerable<(string What, ImmutableArray<StampedEvent> Record)> Variants(ImmutableArray<StampedEvent> told)
    {
        for (int i = 0; i < told.Length; i++)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"event {i + 1}, {EventJson.NameOf(told[i].Event)}");
            bool hasNext = i + 1 < told.Length && told[i + 1].Pipeline == told[i].Pipeline;
            if (hasNext)
            {
                yield return ($"{name} dropped", told.RemoveAt(i));
                yield return ($"{name} exchanged with the next", told.SetItem(i, told[i + 1]).SetItem(i + 1, told[i]));
            }

            yield return ($"{name} doubled", told.Insert(i, told[i]));
        }
    }

    private static TraceReport Replay(ImmutableArray<StampedEvent> told, Action<TraceStep> onStep) => Replay([.. told.Select(RecordedEvent.Of)], onStep);

    private static TraceReport Replay(ImmutableArray<RecordedEvent> told, Action<TraceStep> onStep) => TraceReplay.Check(told, new TraceOptions { IsClosed = true }, onStep);

    private static ImmutableArray<string> PropertiesOfTheModel { get; } =
        [.. new PropertyMonitor<PipelineState, MergeAction>(new MergePipeline(MergePipelineBounds.Free with { HasHistory = true })).Names];
}
