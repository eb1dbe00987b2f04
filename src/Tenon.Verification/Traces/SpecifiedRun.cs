using System.Collections.Immutable;
using Tenon.Checking;
using Tenon.Checking.Refinement;
using Tenon.Conformance;
using Tenon.Conformance.Reading;
using Tenon.Invariants.State;
using Tenon.Models.Pipelines;
using Tenon.Pipeline.Events;
using Tenon.Tla.Checking;
using Tenon.Verification.Specifications;

namespace Tenon.Verification.Traces;

/// <summary>A recorded run beside MergePipeline.tla itself: each of its steps must be one that the specification has under that name, in that state.</summary>
internal static class SpecifiedRun
{
    /// <summary>More than any run here does of anything; what the specification counts must be bounded.</summary>
    private const int Plenty = 1000;

    /// <summary>Judges a run of one index, from its first lease on.</summary>
    /// <param name="folder">The specifications.</param>
    /// <param name="told">What was told.</param>
    /// <param name="maximumRows">The most rows of an ingested split.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="InvalidDataException">It is no behaviour of the model, so there are no steps to be judged.</exception>
    public static ComparisonResult Judge(SpecificationFolder folder, ImmutableArray<StampedEvent> told, int maximumRows, CancellationToken cancellationToken)
    {
        var counted = new MergePipelineBounds
        {
            MaximumOutputs = 2, MaximumMerges = Plenty, MaximumRows = maximumRows, Ingests = Plenty, Crashes = Plenty, Failures = Plenty, LostMessages = Plenty, Withdrawals = Plenty,
            Rivals = Plenty, Stops = Plenty, Releases = Plenty, Agings = Plenty,
        };
        var actions = new List<MergeAction>();
        MergePipelineBounds bounds = counted;
        TraceReport report = TraceReplay.Check(told.Select(RecordedEvent.Of), new TraceOptions { IsClosed = true, Bounds = counted }, step =>
        {
            actions.AddRange(step.Actions);
            bounds = step.Bounds;
        }, cancellationToken);
        if (report.Divergences.FirstOrDefault() is Divergence divergence)
        {
            throw new InvalidDataException($"{divergence.Place}: {divergence.Reason}");
        }

        DirectoryInfo scratch = Directory.CreateTempSubdirectory("tenon-verify-");
        try
        {
            string configuration = Path.Join(scratch.FullName, "Run.cfg");
            File.WriteAllText(configuration, MergePipelineConfigurations.TextOf(bounds));
            return Compare(SpecificationGraph.Load(folder.DesignModule, configuration), StatesOf(bounds, actions), [.. actions], cancellationToken);
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }

    /// <summary>The states of a run, the initial one first, all of them under the rules that it ends with.</summary>
    private static List<PipelineState> StatesOf(MergePipelineBounds bounds, List<MergeAction> actions)
    {
        var model = new MergePipeline(bounds);
        List<PipelineState> states = [model.InitialStates.Single()];
        foreach (MergeAction action in actions)
        {
            states.Add(model.After(states[^1], action) ?? throw new InvalidDataException($"{action} is not enabled from the beginning"));
        }

        return states;
    }

    private static ComparisonResult Compare(SpecificationGraph specification, List<PipelineState> states, ImmutableArray<MergeAction> actions, CancellationToken cancellationToken)
    {
        var run = new Run(actions);
        return RefinementCheck.Check(
            Checker.Pack(run),
            specification.Model,
            words => DesignSpecification.StateOf(specification, states[run.PositionOf(words)]).Words,
            kind => new RefinementPath(1, [kind, "Some" + kind]),
            cancellationToken: cancellationToken);
    }

    /// <summary>A run as a model: its states are numbered, and each has the one step that was taken.</summary>
    private sealed class Run(ImmutableArray<MergeAction> actions) : Model<int, MergeAction>
    {
        private readonly Checking.Encoding.StateReader _reader = new();

        public override string Name => "the recorded run";

        public override IEnumerable<int> InitialStates => [0];

        public override Checking.Encoding.StateCodec<int> Codec => Checking.Encoding.StateCodec.Int32;

        public override IEnumerable<Step<int, MergeAction>> Steps(int state) => state < actions.Length ? [Step(actions[state], state + 1)] : [];

        public int PositionOf(ReadOnlySpan<ulong> words)
        {
            _reader.Begin(words);
            return Codec.Read(_reader);
        }
    }
}
