using System.Collections.Immutable;
using Tenon.Invariants.State;
using Tenon.Merging.Content;
using Tenon.Metastore;
using Tenon.Models.Pipelines;
using Tenon.Pipeline.Events;
using Tenon.Splits;

namespace Tenon.Conformance.Replaying;

/// <content>What becomes of merges.</content>
internal sealed partial class IndexReplay
{
    /// <summary>A merge begins. One that a stop has planned was told of with the others of its kind.</summary>
    private Walk Plan(Walk walk, PipelineEvent.MergePlanned planned)
    {
        ImmutableArray<int> inputs = [.. planned.Inputs.Select(_book.NumberOf).Order()];
        foreach (EventSplit other in planned.Inputs.Where(split => split.Level != planned.Level))
        {
            throw new RefusedException(FormattableString.Invariant($"{planned.Operation} is of level {planned.Level}, and its input {other.Id} of level {other.Level}"));
        }

        if (planned.Inputs.Select(split => split.Scope).Distinct().Count() != 1)
        {
            throw new RefusedException($"{planned.Operation} has inputs of several scopes");
        }

        int lease = walk.State.HeldLease;
        var told = new ToldMerge(lease, inputs, [.. planned.Inputs.Select(split => split.Id)]) { Planned = planned };
        bool isKnown = _merges.TryGetValue(planned.Operation, out ToldMerge? known) && !ReferenceEquals(known.Planned, planned); // Each explanation is asked about the event.
        if (isKnown && !known!.ToldInputs.SequenceEqual(told.ToldInputs))
        {
            throw new RefusedException($"{planned.Operation} is planned twice");
        }

        if (planned.Inputs.Any(split => walk.Late.Contains(split.Id)))
        {
            _merges[planned.Operation] = told;
            return walk with { InVain = walk.InVain.Add(planned.Operation) };
        }

        bool isFinal = walk.State.Merges.Any(merge => merge.Lease == lease && merge.Task == MergeTaskStanding.Active && merge.Inputs.SequenceEqual(inputs));
        if (isFinal && (isKnown || _merges.Values.Any(other => other.Planned != planned && other.Lease == lease && other.Inputs.SequenceEqual(inputs) && other.IsOpen)))
        {
            throw new RefusedException($"{planned.Operation} is planned, and its inputs are in a merge already");
        }

        walk = isFinal ? walk : walk.Then(new MergeAction.PlanMerge(inputs));
        _merges[planned.Operation] = told;
        return walk;
    }

    private Walk Claim(Walk walk, PipelineEvent.MergeClaimed claimed)
    {
        ToldMerge told = ToldOf(claimed.Operation);
        _book.Require(claimed.Inputs);
        RequireSame(claimed.Operation, "inputs", told.ToldInputs, claimed.Inputs.Select(split => split.Id));
        return walk.Then(new MergeAction.ClaimInputs(MergeOf(walk, claimed.Operation)));
    }

    /// <summary>A claim is refused. Of a merge that was planned in vain, its process knows by now which inputs are gone.</summary>
    private Walk Refuse(Walk walk, PipelineEvent.MergeRefused refused)
    {
        if (walk.InVain.Contains(refused.Operation))
        {
            return walk with { Late = walk.Late.Except(ToldOf(refused.Operation).ToldInputs) };
        }

        return walk.Then(new MergeAction.HearOfRefusal(MergeOf(walk, refused.Operation)));
    }

    /// <summary>Outputs are announced. Of a merge that a later lease has ended the answer was late: nothing comes of it any more.</summary>
    private Walk Stage(Walk walk, PipelineEvent.MergeStaged staged)
    {
        MergeInFlight merge = MergeOf(walk, staged.Operation);
        if (merge.Lease < walk.State.HeldLease && merge.Operation == MergeOperationStanding.Ended)
        {
            return walk;
        }

        EventSplit input = _book[merge.Inputs[0]];
        foreach (EventSplit output in staged.Outputs)
        {
            if (output.Level != input.Level + 1 || output.Scope != input.Scope)
            {
                throw new RefusedException(FormattableString.Invariant(
                    $"output {output.Id} of {staged.Operation} is of level {output.Level} and scope {output.Scope}; level {input.Level + 1} and scope {input.Scope} are expected"));
            }
        }

        RequireNames(staged.Operation, staged.Outputs);
        int first = walk.State.NextId;
        walk = walk.Then(new MergeAction.WriteOutputs(merge, [.. staged.Outputs.Select(RowsOf)]));
        ToldMerge told = ToldOf(staged.Operation);
        if (told.Outputs.IsEmpty)
        {
            for (int i = 0; i < staged.Outputs.Length; i++)
            {
                _book.Add(staged.Outputs[i], first + i);
            }

            told.Outputs = staged.Outputs;
        }

        return walk.Then(new MergeAction.StageOutputs(MergeOf(walk, staged.Operation)));
    }

    private Walk Upload(Walk walk, PipelineEvent.MergeUploaded uploaded)
    {
        RequireOutputs(uploaded.Operation, uploaded.Outputs, uploaded.InputRows, uploaded.OutputRows);
        RequireContent(uploaded);
        ToldOf(uploaded.Operation).Digest = uploaded.Digest;
        for (int i = 0; i < uploaded.Outputs.Length; i++)
        {
            walk = walk.Then(new MergeAction.UploadOutput(MergeOf(walk, uploaded.Operation)));
        }

        return MergeOf(walk, uploaded.Operation).IsUploaded ? walk : throw new RefusedException($"{uploaded.Operation} has outputs that were not uploaded");
    }

    private Walk Publish(Walk walk, PipelineEvent.MergePublished published, DateTimeOffset now)
    {
        ToldMerge told = ToldOf(published.Operation);
        RequireSame(published.Operation, "inputs", told.ToldInputs, published.Replaced);
        RequireOutputs(published.Operation, published.Outputs, published.InputRows, published.OutputRows);
        if (told.Digest != published.Digest)
        {
            throw new RefusedException($"{published.Operation} publishes rows of the digest {published.Digest}, and uploaded rows of {told.Digest}");
        }

        bool isFirst = told.Published is null || ReferenceEquals(told.Published, published); // Each explanation is asked about the event.
        told.Published = published;
        if (isFirst && IsKnownPublished(walk.State, told))
        {
            told.IsOpen = false;
            return walk;
        }

        MergeInFlight merge = MergeOf(walk, published.Operation);
        walk = merge.Operation == MergeOperationStanding.Published ? walk : walk.Then(new MergeAction.PublishMerge(merge)); // A collector may have seen that it is.
        walk = walk.Then(published.Outputs.Where(output => output.MaturesAt <= now && output.Level < _rules.MaximumLevel).Select(output => new MergeAction.MatureSplit(_book.NumberOf(output.Id))));
        told.IsOpen = false;
        return merge.Task is MergeTaskStanding.Active or MergeTaskStanding.Ending ? walk.Then(new MergeAction.HearOfPublish(MergeOf(walk, published.Operation))) : walk;
    }

    /// <summary>Whether a merge of an earlier lease is over, and was published: its process lost the index, perhaps took it again, and only then heard the answer.</summary>
    private bool IsKnownPublished(PipelineState state, ToldMerge told) =>
        told.Lease < state.HeldLease
        && !told.Outputs.IsEmpty
        && !state.Merges.Any(merge => merge.Lease == told.Lease && merge.Inputs.SequenceEqual(told.Inputs))
        && !told.Inputs.Any(state.Published.Contains)
        && !told.Outputs.Any(output => state.Orphans.Contains(_book.NumberOf(output.Id)));

    /// <summary>The metastore has ended a merge. What it ends for the dead, the next lease would end as well.</summary>
    private Walk End(Walk walk, PipelineEvent.MergeEnded ended)
    {
        ToldMerge told = ToldOf(ended.Operation);
        ImmutableArray<int> blamed = [.. ended.Blamed.Select(_book.NumberOf)];
        MergeInFlight merge = MergeOf(walk, ended.Operation);
        told.IsOpen = false;
        if (merge.Task is MergeTaskStanding.Left or MergeTaskStanding.Forgotten)
        {
            return walk;
        }

        walk = merge.Task == MergeTaskStanding.Active ? walk.Then(new MergeAction.GiveUpMerge(merge)) : walk;
        walk = walk.Then(new MergeAction.EndMerge(MergeOf(walk, ended.Operation), blamed));
        return walk.Then(new MergeAction.HearOfEnd(walk.State.Merges.First(
            each => each.Lease == told.Lease && each.Inputs.SequenceEqual(told.Inputs) && each.Operation == MergeOperationStanding.Ended)));
    }

    private void RequireOutputs(OperationId operation, ImmutableArray<EventSplit> outputs, long inputRows, long outputRows)
    {
        ToldMerge told = ToldOf(operation);
        RequireSame(operation, "outputs", told.Outputs.Select(output => output.Id), outputs.Select(output => output.Id));
        _book.Require(outputs);
        long read = told.Inputs.Sum(input => _book[input].RowCount);
        long written = outputs.Sum(output => output.RowCount);
        if (inputRows != read || outputRows != written || read != written)
        {
            throw new RefusedException(FormattableString.Invariant(
                $"{operation} is told to read {inputRows} rows and to write {outputRows}; its inputs have {read}, its outputs {written}"));
        }
    }

    /// <summary>The rows that were written are those that were read, and not only as many. Where row groups were copied, bytes are compared instead, and
    /// the digest is of the other rows only.</summary>
    private void RequireContent(PipelineEvent.MergeUploaded uploaded)
    {
        EventSplit[] inputs = [.. ToldOf(uploaded.Operation).Inputs.Select(input => _book[input])];
        if (!RowDigest.TryParse(uploaded.Digest, out RowDigest written) || written.RowCount != uploaded.OutputRows)
        {
            return;
        }

        if (inputs.All(input => RowDigest.TryParse(input.Digest, out _)) && DigestOf(inputs) != written)
        {
            throw new RefusedException($"{uploaded.Operation} wrote rows of the digest {written}; its inputs have {DigestOf(inputs)}");
        }

        if (uploaded.Outputs.All(output => RowDigest.TryParse(output.Digest, out _)) && DigestOf(uploaded.Outputs) != written)
        {
            throw new RefusedException($"{uploaded.Operation} wrote rows of the digest {written}; its outputs are told to have {DigestOf(uploaded.Outputs)}");
        }
    }

    private static RowDigest DigestOf(IEnumerable<EventSplit> splits) =>
        splits.Aggregate(default(RowDigest), (sum, split) => RowDigest.TryParse(split.Digest, out RowDigest each) ? sum + each : sum);

    /// <summary>Outputs are named after their operation, so that nobody else can give these names.</summary>
    private static void RequireNames(OperationId operation, ImmutableArray<EventSplit> outputs)
    {
        for (int i = 0; i < outputs.Length; i++)
        {
            if (outputs[i].Id != operation.Output(i))
            {
                throw new RefusedException($"an output of {operation} is {outputs[i].Id}; {operation.Output(i)} is expected");
            }
        }
    }

    private static void RequireSame(OperationId operation, string what, IEnumerable<SplitId> expected, IEnumerable<SplitId> told)
    {
        if (!expected.SequenceEqual(told))
        {
            throw new RefusedException($"{operation} tells of the {what} {string.Join(", ", told)}, and told of {string.Join(", ", expected)} before");
        }
    }
}
