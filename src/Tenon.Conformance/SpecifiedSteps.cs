using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Tenon.Conformance.Reading;
using Tenon.Invariants.State;
using Tenon.Models.Pipelines;
using Tenon.Splits;

namespace Tenon.Conformance;

/// <summary>What was recorded of one index as steps of the specification, from its first lease on. Immutable.</summary>
/// <param name="Index">The index.</param>
/// <param name="Bounds">The constants, as the rules of the index have them in the end.</param>
/// <param name="Actions">The steps.</param>
/// <param name="States">The states, the initial one first: one more than there are steps.</param>
public sealed record SpecifiedSteps(IndexUid Index, MergePipelineBounds Bounds, ImmutableArray<MergeAction> Actions, ImmutableArray<PipelineState> States)
{
    /// <summary>More than any recorded run does of anything that the specification counts, which must be bounded.</summary>
    private const int Plenty = 1_000_000;

    /// <summary>The steps as specs/merge-pipeline/MergePipelineTrace.tla reads them: a line with the constants, then a line for each step, with what is published and seen after it.</summary>
    public string Text => TextOf(writer => WriteConstants(writer, Bounds, Actions.OfType<MergeAction.WithdrawSplit>().Count())) + string.Concat(Actions.Select((action, i) => TextOf(writer => Write(writer, action, States[i + 1]))));

    /// <summary>Replays records, and gives what they were of each index, in the order of the indexes.</summary>
    /// <param name="events">The events of all processes, those of each in its order.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="InvalidDataException">They are no behaviour of the model, or do not begin with the first lease, so there are no such steps; the message names the place.</exception>
    public static ImmutableArray<SpecifiedSteps> Of(IEnumerable<RecordedEvent> events, CancellationToken cancellationToken = default)
    {
        var counted = new MergePipelineBounds
        {
            MaximumOutputs = 2, MaximumMerges = Plenty, MaximumRows = Plenty, Ingests = Plenty, Crashes = Plenty, Failures = Plenty, LostMessages = Plenty, Withdrawals = Plenty,
            Rivals = Plenty, Stops = Plenty, Releases = Plenty, Agings = Plenty,
        };
        var steps = new List<TraceStep>();
        TraceReport report = TraceReplay.Check(events, new TraceOptions { IsClosed = true, Bounds = counted }, steps.Add, cancellationToken);
        return report.Divergences.FirstOrDefault() is Divergence divergence
            ? throw new InvalidDataException($"{divergence.Place}: {divergence.Reason}")
            : [.. steps.GroupBy(step => step.Index).OrderBy(group => group.Key).Select(group => Of(group.Key, [.. group]))];
    }

    private static SpecifiedSteps Of(IndexUid index, TraceStep[] steps)
    {
        ImmutableArray<MergeAction> actions = [.. steps.SelectMany(step => step.Actions)];
        MergePipelineBounds bounds = steps[^1].Bounds with { MaximumRows = actions.OfType<MergeAction.IngestSplit>().Select(ingest => ingest.Rows).DefaultIfEmpty(1).Max() };
        var model = new MergePipeline(bounds);
        List<PipelineState> states = [model.InitialStates.Single()];
        foreach (MergeAction action in actions)
        {
            states.Add(model.After(states[^1], action) ?? throw new InvalidDataException($"{index}: {action} is not enabled from the beginning"));
        }

        return new SpecifiedSteps(index, bounds, actions, [.. states]);
    }

    private static string TextOf(Action<Utf8JsonWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray()) + "\n";
    }

    private static void WriteConstants(Utf8JsonWriter writer, MergePipelineBounds bounds, int withdrawals)
    {
        (string Name, int Value)[] constants =
        [
            ("Windows", bounds.Windows), ("FirstWindow", bounds.FirstWindow), ("MinimumInputs", bounds.MinimumInputs), ("MaximumInputs", bounds.MaximumInputs),
            ("MaximumOutputs", bounds.MaximumOutputs), ("MaximumFinalizeMerges", bounds.MaximumFinalizeMerges), ("MaximumLevel", bounds.MaximumLevel),
            ("MaximumTries", bounds.MaximumTries), ("MaximumRows", bounds.MaximumRows), ("Withdrawals", withdrawals),
        ];
        foreach ((string name, int value) in constants)
        {
            writer.WriteNumber(name, value);
        }
    }

    private static void Write(Utf8JsonWriter writer, MergeAction action, PipelineState after)
    {
        writer.WriteString("action", action.GetType().Name);
        switch (action)
        {
            case MergeAction.IngestSplit a:
                writer.WriteNumber("window", a.Window);
                writer.WriteNumber("rows", a.Rows);
                break;
            case MergeAction.PlanMerge a:
                Write(writer, "inputs", a.Inputs);
                break;
            case MergeAction.RivalMerges a:
                Write(writer, "inputs", a.Inputs);
                break;
            case MergeAction.RunFinalizeAndQuit a:
                writer.WriteStartArray("merges");
                foreach (ImmutableArray<int> inputs in a.Merges)
                {
                    Write(writer, null, inputs);
                }

                writer.WriteEndArray();
                break;
            default:
                WriteSubject(writer, action);
                break;
        }

        Write(writer, "published", after.Published);
        Write(writer, "seen", after.Visible.SelectMany(window => window).Order());
    }

    // What a step is about: a split, or a merge, which is told by its inputs and its lease.
    private static void WriteSubject(Utf8JsonWriter writer, MergeAction action)
    {
        (int? split, MergeInFlight? merge) = action switch
        {
            MergeAction.HearOfSplit a => (a.Split, null),
            MergeAction.LoseMessage a => (a.Split, null),
            MergeAction.WithdrawSplit a => (a.Split, null),
            MergeAction.MatureSplit a => (a.Split, null),
            MergeAction.ReleaseSplit a => (a.Split, null),
            MergeAction.ForgetSplit a => (a.Split, null),
            MergeAction.CollectSplit a => (a.Split, null),
            MergeAction.ClaimInputs a => (null, a.Merge),
            MergeAction.HearOfRefusal a => (null, a.Merge),
            MergeAction.WriteOutputs a => (null, a.Merge),
            MergeAction.StageOutputs a => (null, a.Merge),
            MergeAction.UploadOutput a => (null, a.Merge),
            MergeAction.PublishMerge a => (null, a.Merge),
            MergeAction.HearOfPublish a => (null, a.Merge),
            MergeAction.GiveUpMerge a => (null, a.Merge),
            MergeAction.EndMerge a => (null, a.Merge),
            MergeAction.HearOfEnd a => (null, a.Merge),
            MergeAction.LeaveMerge a => (null, a.Merge),
            _ => ((int?)null, (MergeInFlight?)null),
        };
        if (split is int id)
        {
            writer.WriteNumber("split", id);
        }

        if (merge is not null)
        {
            Write(writer, "inputs", merge.Inputs);
            writer.WriteNumber("lease", merge.Lease);
        }

        if (action is MergeAction.WriteOutputs { Rows: var rows })
        {
            Write(writer, "rows", rows);
        }

        if (action is MergeAction.EndMerge { Blamed: var blamed })
        {
            Write(writer, "blamed", blamed);
        }
    }

    private static void Write(Utf8JsonWriter writer, string? name, IEnumerable<int> numbers)
    {
        if (name is null)
        {
            writer.WriteStartArray();
        }
        else
        {
            writer.WriteStartArray(name);
        }

        foreach (int number in numbers)
        {
            writer.WriteNumberValue(number);
        }

        writer.WriteEndArray();
    }
}
