using System.Collections.Immutable;
using Tenon.Invariants;
using Tenon.Invariants.State;
using Tenon.Metastore;
using Tenon.Pipeline.Core;
using Tenon.Pipeline.Events;
using Tenon.Pipeline.Indexes;
using Tenon.Pipeline.Merging;
using Tenon.Pipeline.Operations;
using Tenon.Splits;
using Tenon.Storage;

namespace Tenon.Pipeline.Running;

/// <summary>Carries out what the core wants done for merges, one step of a merge at a time, and answers what became of it.</summary>
/// <remarks>
/// What is certain is told as such: an error of the metastore says whether the change was made, was not, or may have been (F-1); each step may be asked
/// for again and then tells what it finds done (F-2, F-3). A violated invariant refuses the step: what violates it is not published (W-05). A lease that
/// was taken by another process ends the work on its index. Only an error of this program comes out as an exception.
/// </remarks>
internal sealed partial class Performer
{
    private readonly RunSettings _settings;
    private readonly PipelineServices _services;

    public Performer(RunSettings settings, PipelineServices services) => (_settings, _services) = (settings, services);

    /// <summary>What a step came to: an answer to the core, or that the index is lost.</summary>
    /// <param name="Input">The answer; null if there is none to give.</param>
    /// <param name="LostLease">Why the index is no longer this process's; null if it is.</param>
    /// <param name="Quarantined">Inputs that the metastore has set aside, for this failure or by somebody else.</param>
    internal readonly record struct Answer(CoreInput? Input, string? LostLease = null, ImmutableArray<SplitRecord> Quarantined = default);

    private DateTimeOffset Now => _services.Clock.GetUtcNow();

    /// <summary>Claims the inputs of a merge.</summary>
    public async Task<Answer> ClaimAsync(MergeWork work, long merge)
    {
        var plan = new OperationPlan
        {
            Id = work.Operation,
            Index = work.Index.Uid,
            Scope = work.Scope,
            Token = work.Token,
            Settings = work.Index.Engine.Settings,
            Inputs = [.. work.Candidates.Select(split => new PlannedInput(split.Id) { RowCount = split.RowCount })],
        };
        try
        {
            ImmutableArray<PlanResult> results = await _services.Metastore.PlanAsync(work.Index.Lease, [plan], work.Cancelled);
            switch (results[0])
            {
                case PlanResult.Planned planned:
                    work.Inputs = planned.Inputs;
                    RequireMergeable(work);
                    if (_services.Events.IsOn)
                    {
                        _services.Events.Emit(new PipelineEvent.MergeClaimed(work.Operation, [.. work.Inputs.Select(input => EventSplit.Of(input.Metadata, work.Index.Config.RetentionPeriod))]) { Index = work.Index.Uid });
                    }

                    return new(new CoreInput.Claimed(Now, merge));
                case PlanResult.Refused refused:
                    work.Problem = string.Join("; ", refused.Problems);
                    return new(new CoreInput.ClaimRefused(Now, merge, await FindGoneAsync(work)));
                default:
                    throw new InvalidOperationException($"operation {work.Operation} is new, but was published already");
            }
        }
        catch (MetastoreException e)
        {
            return Failed(work, merge, e, isIndexGone: e.Error == MetastoreError.NotFound);
        }
    }

    /// <summary>Announces the outputs of a merge.</summary>
    public async Task<Answer> StageAsync(MergeWork work, long merge)
    {
        try
        {
            work.IsStaged = true; // Perhaps, from now on.
            await _services.Metastore.StageAsync(work.Index.Lease, work.Operation, work.Outputs, work.Cancelled);
            work.IsMarked = false;
            if (_services.Events.IsOn)
            {
                _services.Events.Emit(new PipelineEvent.MergeStaged(work.Operation, work.OutputEvents) { Index = work.Index.Uid });
            }

            return new(new CoreInput.Staged(Now, merge));
        }
        catch (MetastoreException e)
        {
            return Failed(work, merge, e);
        }
    }

    /// <summary>Puts the outputs of a merge into the store, and reads them back.</summary>
    public async Task<Answer> UploadAsync(MergeWork work, long merge)
    {
        try
        {
            work.Read = await OutputSteps.PutAsync(_services.Store, work.Outputs, output => UploadAsync(work, output), work.Cancelled);
        }
        catch (StorageException e)
        {
            work.Problem = e.Message;
            return new(new CoreInput.Failed(Now, merge, FailureCause.Environment, []));
        }

        if (_services.Events.IsOn)
        {
            _services.Events.Emit(new PipelineEvent.MergeUploaded(work.Operation, work.OutputEvents, work.InputRows, work.OutputRows, work.Digest) { Index = work.Index.Uid });
        }

        return new(new CoreInput.Uploaded(Now, merge));
    }

    /// <summary>Swaps the inputs of a merge for its outputs.</summary>
    public async Task<Answer> PublishAsync(MergeWork work, long merge)
    {
        try
        {
            ImmutableArray<InputVersion> versions = await OutputSteps.ReadVersionsAsync(
                work.Inputs.Select(input => (input.Id, _services.Store, ObjectKey.Parse(input.Location))), work.Cancelled);
            var request = new PublishRequest(work.Operation, work.Token, work.Read, versions, work.Digest);
            PublishResult result = await _services.Metastore.PublishAsync(work.Index.Lease, request, work.Cancelled);
            if (result is PublishResult.Refused refused)
            {
                work.Problem = $"inputs are no longer what was planned: {string.Join(", ", refused.Inputs)}";
                return new(new CoreInput.PublishRefused(Now, merge, refused.Inputs));
            }

            work.IsMarked = false;
            TellPublished(work);
            return new(new CoreInput.Published(Now, merge));
        }
        catch (StorageException e)
        {
            work.Problem = e.Message;
            return new(new CoreInput.Failed(Now, merge, FailureCause.Environment, []));
        }
        catch (InvariantViolationException e)
        {
            work.Problem = e.Message;
            return new(new CoreInput.Failed(Now, merge, FailureCause.Environment, []));
        }
        catch (MetastoreException e)
        {
            return Failed(work, merge, e);
        }
    }

    /// <summary>Ends the operation of a merge that was given up, unless the metastore says that it was published.</summary>
    public async Task<Answer> EndAsync(MergeWork work, CoreEffect.End end)
    {
        try
        {
            string reason = work.Problem.Length > 0 ? work.Problem : end.Reason.ToString();
            ImmutableArray<SplitRecord> quarantined = [];
            if (end.Blamed.IsEmpty)
            {
                OperationState state = end.Reason == EndReason.Superseded ? OperationState.Superseded : OperationState.Abandoned;
                await _services.Metastore.EndAsync(work.Index.Lease, work.Operation, state, reason, work.Cancelled);
            }
            else
            {
                // One is to blame, or it may be any of them: the metastore counts the one, or all.
                SplitId? culprit = end.Blamed.Length == 1 ? end.Blamed[0] : null;
                await _services.Metastore.FailAsync(
                    work.Index.Lease, work.Operation, new OperationFailure(reason, culprit, _settings.Core.MaxTries), work.Cancelled);

                // Asked, and not taken from that answer: it comes once, and may be lost, or followed by a question that is.
                IReadOnlyList<SplitRecord> inputs = await _services.Metastore.FindByIdsAsync([.. work.Candidates.Select(split => split.Id)], work.Cancelled);
                quarantined = [.. inputs.Where(split => split.Trouble?.QuarantinedSince is not null)];
            }

            work.IsMarked = false;

            // Asked afterwards: what is not published by now never will be, for the operation has ended.
            bool wasPublished = await _services.Metastore.FindPublishAsync(work.Token, work.Cancelled) is not null;
            if (wasPublished)
            {
                TellPublished(work);
            }
            else if (_services.Events.IsOn)
            {
                _services.Events.Emit(new PipelineEvent.MergeEnded(work.Operation, end.Reason, reason, end.Blamed) { Index = work.Index.Uid });
            }

            return new(new CoreInput.Ended(Now, end.Merge, wasPublished), Quarantined: quarantined);
        }
        catch (MetastoreException e)
        {
            return AnswerTo(end.Merge, e); // What is wrong with the merge is still what it was.
        }
    }

    /// <summary>Writes down that a split is set aside. What cannot be written down is decided anew after a restart.</summary>
    public async Task<Answer> QuarantineAsync(IndexAttachment index, CoreEffect.Quarantine quarantine, CancellationToken cancellationToken)
    {
        string reason = $"{quarantine.Tries} merges of it failed";
        try
        {
            await _services.Metastore.QuarantineAsync([quarantine.Split], reason, cancellationToken);
        }
        catch (MetastoreException e)
        {
            _services.Log($"split {quarantine.Split} of {index.Uid} could not be quarantined: {e.Message}");
            return default;
        }

        _services.Log($"split {quarantine.Split} of {index.Uid} is quarantined: {reason}; 'tenon quarantine' lists and releases it");
        if (_services.Events.IsOn)
        {
            _services.Events.Emit(new PipelineEvent.SplitQuarantined(quarantine.Split, reason) { Index = index.Uid });
        }

        return default;
    }

    /// <summary>Removes what a merge left behind on this machine, and its mark: what this process gives up by itself has not brought it down.</summary>
    public async Task ReleaseAsync(MergeWork work)
    {
        if (work.IsMarked)
        {
            try
            {
                await _services.Metastore.MarkExecutingAsync(work.Index.Lease, work.Operation, isExecuting: false, CancellationToken.None);
            }
            catch (MetastoreException e)
            {
                _services.Log($"merge {work.Operation} was given up, but may be taken for one that brought this process down: {e.Message}");
            }
        }

        try
        {
            _services.Scratch.Remove(work.Operation);
        }
        catch (StorageException e)
        {
            _services.Log($"scratch of {work.Operation} is left behind: {e.Message}"); // The next start removes it (F-58).
        }
    }

    private async ValueTask UploadAsync(MergeWork work, StagedOutput output)
    {
        ObjectKey key = ObjectKey.Parse(output.Path);
        try
        {
            await _services.Store.ImportAsync(PathOf(work, output.Id), _services.Places.TemporaryOf(output.Id), key, work.Cancelled);
        }
        catch (StorageException e) when (e.Error == StorageError.NotFound)
        {
            // An earlier attempt took the file in, and its answer was lost; reading it back will tell.
            if (await _services.Store.FindAsync(key, work.Cancelled) is null)
            {
                throw;
            }
        }
    }

    private void TellPublished(MergeWork work)
    {
        if (_services.Events.IsOn)
        {
            _services.Events.Emit(
                new PipelineEvent.MergePublished(work.Operation, [.. work.Inputs.Select(input => input.Id)], work.OutputEvents, work.InputRows, work.OutputRows, work.Digest)
                {
                    Index = work.Index.Uid,
                });
        }
    }

    private Answer Failed(MergeWork work, long merge, MetastoreException e, bool isIndexGone = false)
    {
        work.Problem = e.Message;
        return AnswerTo(merge, e, isIndexGone);
    }

    private Answer AnswerTo(long merge, MetastoreException e, bool isIndexGone = false) => new(
        e.IsCertainlyNotApplied ? new CoreInput.Failed(Now, merge, FailureCause.Environment, []) : new CoreInput.Unknown(Now, merge),
        isIndexGone || e.Error == MetastoreError.StaleLease ? e.Message : null);

    /// <summary>The inputs that are published no longer. Of those that cannot be looked up nothing is said: listing will tell.</summary>
    private async Task<ImmutableArray<SplitId>> FindGoneAsync(MergeWork work)
    {
        try
        {
            IReadOnlyList<SplitRecord> found = await _services.Metastore.FindByIdsAsync([.. work.Candidates.Select(split => split.Id)], work.Cancelled);
            HashSet<SplitId> published = [.. found.Where(split => split.State == SplitState.Published).Select(split => split.Id)];
            return [.. work.Candidates.Select(split => split.Id).Where(id => !published.Contains(id))];
        }
        catch (MetastoreException)
        {
            return [];
        }
    }

    /// <summary>What the metastore gave is what was asked for, and may be merged.</summary>
    private static void RequireMergeable(MergeWork work)
    {
        MergeOperationRules.Require([.. work.Inputs.Select(input => input.Metadata)], work.Index.Policy);
        SplitMetadata first = work.Inputs[0].Metadata;
        Invariant.Require(first.Level == work.Level, InvariantId.InputsShareLevel, $"{work.Operation} is of level {work.Level}, its inputs of level {first.Level}");
        Invariant.Require(first.Scope == work.Scope, InvariantId.ScopesNeverMix, $"{work.Operation} is of scope {work.Scope}, its inputs of {first.Scope}");
        Invariant.Require(
            first.Kind == work.Index.Config.Kind, InvariantId.InputsCompatible, $"{work.Operation} is of an index of {work.Index.Config.Kind}, its inputs are {first.Kind}");
        if (work.Scope.Window is TimeWindow window)
        {
            Invariant.Require(MergePredicates.IsValidWindowDuration(window.DurationSeconds), InvariantId.WindowDividesHour, $"{work.Operation}: window {window} does not divide an hour");
        }
    }

    private string PathOf(MergeWork work, SplitId output) => Path.Join(_services.Scratch.FolderOf(work.Operation), output + ".parquet");
}
