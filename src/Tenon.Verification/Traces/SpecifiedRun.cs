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
    /// <summary>Judges a run of one index, from its first lease on.</summary>
    /// <param name="folder">The specifications.</param>
    /// <param name="told">What was told.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="InvalidDataException">It is no behaviour of the model, so there are no steps to be judged.</exception>
    public static ComparisonResult Judge(SpecificationFolder folder, ImmutableArray<StampedEvent> told, CancellationToken cancellationToken)
    {
        SpecifiedSteps steps = SpecifiedSteps.Of(told.Select(RecordedEvent.Of), cancellationToken).Single();
        DirectoryInfo scratch = Directory.CreateTempSubdirectory("tenon-verify-");
        try
        {
            string configuration = Path.Join(scratch.FullName, "Run.cfg");
            File.WriteAllText(configuration, MergePipelineConfigurations.TextOf(steps.Bounds));
            return Compare(SpecificationGraph.Load(folder.DesignModule, configuration), steps.States, steps.Actions, cancellationToken);
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }

    /// <summary>Judges steps by MergePipelineTrace.tla, as any checker of TLA+ can: all of them must be taken, one after the other.</summary>
    /// <param name="folder">The specifications.</param>
    /// <param name="lines">The lines of a file of steps.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static SpecificationVerdict Trace(SpecificationFolder folder, IEnumerable<string> lines, CancellationToken cancellationToken)
    {
        const string FromEnvironment = "TraceFile <- FileOfEnvironment";
        DirectoryInfo scratch = Directory.CreateTempSubdirectory("tenon-verify-");
        try
        {
            string path = Path.Join(scratch.FullName, "steps.ndjson");
            File.WriteAllLines(path, lines);
            string configuration = Path.Join(scratch.FullName, "Trace.cfg");
            File.WriteAllText(configuration, File.ReadAllText(folder.TraceConfiguration).Replace(FromEnvironment, $"TraceFile = \"{path}\"", StringComparison.Ordinal));
            return TlaTool.Judge(new TlaCheckOptions { SpecPath = folder.TraceModule, ConfigPath = configuration }, cancellationToken: cancellationToken);
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }

    private static ComparisonResult Compare(SpecificationGraph specification, ImmutableArray<PipelineState> states, ImmutableArray<MergeAction> actions, CancellationToken cancellationToken)
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
