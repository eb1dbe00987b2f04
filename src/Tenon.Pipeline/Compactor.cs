using System.Collections.Immutable;
using Tenon.Invariants;
using Tenon.Merging;
using Tenon.Metastore;
using Tenon.Pipeline.Inputs;
using Tenon.Pipeline.Merging;
using Tenon.Pipeline.Operations;
using Tenon.Pipeline.Targets;
using Tenon.Splits;
using Tenon.Storage;
using Tenon.Storage.Local;

namespace Tenon.Pipeline;

/// <summary>Drives one run of <c>tenon compact</c>: finishes what an earlier run left, then merges what is new, scope by scope.</summary>
/// <remarks>A scope that fails does not keep the others from being published (F-7). A run that is killed at any moment is continued by the next.</remarks>
public sealed class Compactor
{
    /// <summary>How often inputs that changed during a merge are planned again in one run (F-6). Someone who keeps changing them is not waited for.</summary>
    private const int Rounds = 3;

    private readonly LocalFileStore _target;
    private readonly IMergeEngine _engine;
    private readonly SplitIdGenerator _ids;
    private readonly ScratchSpace _scratch;
    private readonly TimeProvider _clock;

    /// <summary>A compactor.</summary>
    /// <param name="target">The target's folder.</param>
    /// <param name="engine">Merges.</param>
    /// <param name="ids">Names operations, splits and tokens.</param>
    /// <param name="scratch">For temporary files of merges.</param>
    /// <param name="clock">Measures durations.</param>
    public Compactor(LocalFileStore target, IMergeEngine engine, SplitIdGenerator ids, ScratchSpace scratch, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(ids);
        ArgumentNullException.ThrowIfNull(scratch);
        ArgumentNullException.ThrowIfNull(clock);
        (_target, _engine, _ids, _scratch, _clock) = (target, engine, ids, scratch, clock);
    }

    /// <summary>Runs.</summary>
    /// <param name="session">The right to change the target.</param>
    /// <param name="options">What to compact.</param>
    /// <param name="progress">Told how far it is; null for nobody.</param>
    /// <param name="cancellationToken">Stops at the next safe place; the next run continues.</param>
    /// <returns>What became of it. Operations that failed are in it; nothing is thrown for them.</returns>
    /// <exception cref="InputRefusedException">A path does not exist or cannot be used; nothing was merged.</exception>
    /// <exception cref="MetastoreException">The metastore failed.</exception>
    /// <exception cref="StorageException">The target's folder cannot be read or cleaned.</exception>
    public async ValueTask<CompactionReport> RunAsync(
        TargetSession session, CompactionOptions options, IProgress<CompactionProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(options);
        var janitor = new Janitor(session, _scratch);
        int finished = await janitor.FinishAsync(cancellationToken);
        var reports = ImmutableArray.CreateBuilder<OperationReport>();
        int skipped = 0;
        for (int round = 1; round <= Rounds; round++)
        {
            CompactionPlan plan = await PlanAsync(session.Metastore, options, cancellationToken);
            foreach (OperationEnd end in plan.End)
            {
                await janitor.EndAsync(end.Operation.Id, end.State, end.Reason, cancellationToken);
            }

            var run = new Run(this, session, janitor, progress, plan);
            try
            {
                await run.AllAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                await janitor.RemoveTemporaryAsync(CancellationToken.None); // The operation stays planned; the next run merges it anew.
                throw;
            }

            skipped = round == 1 ? plan.Skipped.Length : skipped;
            reports.AddRange(run.Reports);
            if (run.Reports.TrueForAll(report => report.Outcome != OperationOutcome.Superseded))
            {
                break;
            }
        }

        await janitor.RemoveTemporaryAsync(CancellationToken.None);
        return new CompactionReport(reports.ToImmutable(), skipped, finished, []);
    }

    /// <summary>Tells what a run would do, and changes nothing.</summary>
    /// <param name="metastore">The target's metastore, or an empty one if it has none.</param>
    /// <param name="options">What to compact.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The operations, without outputs; those that would be refused say why.</returns>
    /// <exception cref="InputRefusedException">A path does not exist or cannot be used.</exception>
    /// <exception cref="MetastoreException">The metastore failed.</exception>
    public async ValueTask<CompactionReport> DryRunAsync(IMetastore metastore, CompactionOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(metastore);
        ArgumentNullException.ThrowIfNull(options);
        CompactionPlan plan = await PlanAsync(metastore, options, cancellationToken);
        var reports = ImmutableArray.CreateBuilder<OperationReport>();
        foreach (ScopeProblem problem in plan.Problems)
        {
            reports.Add(Refusal(problem.Scope, [], problem.Problem));
        }

        foreach (OperationRecord operation in plan.Resume)
        {
            reports.Add(await PreviewAsync(TargetIndex.FolderOf(operation), [.. operation.Inputs.Select(FileOf)], operation.Id, cancellationToken));
        }

        foreach (ScopePlan scope in plan.Begin)
        {
            reports.Add(await PreviewAsync(scope.Scope, [.. scope.Inputs.Select(input => input.File)], null, cancellationToken));
        }

        return new CompactionReport(reports.ToImmutable(), plan.Skipped.Length, 0, []);
    }

    /// <summary>Whether the message says all there is to know; an error of this program is reported with its stack.</summary>
    private static bool IsForeseen(Exception e) =>
        e is InputRefusedException or IOException or UnauthorizedAccessException or ContentMismatchException or InvariantViolationException;

    private static OperationReport Refusal(SplitScope scope, ImmutableArray<string> inputs, string problem) =>
        new() { Scope = scope, Outcome = OperationOutcome.Refused, Inputs = inputs, Problem = problem };

    private static ImmutableArray<MergeSource> SourcesOf(IEnumerable<InputFile> files) =>
        [.. files.Select(file => new MergeSource(file.Store.Describe(file.Key), file.Info.SizeBytes, () => file.Store.OpenRead(file.Key)))];

    private async ValueTask<OperationReport> PreviewAsync(SplitScope scope, ImmutableArray<InputFile> files, OperationId? resumed, CancellationToken cancellationToken)
    {
        ImmutableArray<string> names = [.. files.Select(file => file.Path)];
        try
        {
            await using IMergeJob job = await _engine.PlanAsync(SourcesOf(files), _scratch.FolderOf(resumed ?? new OperationId(_ids.Next())), cancellationToken);
            return new OperationReport
            {
                Id = resumed,
                IsResumed = resumed is not null,
                Scope = scope,
                Outcome = OperationOutcome.Published,
                Inputs = names,
                InputBytes = files.Sum(file => file.Info.SizeBytes),
                RowCount = job.InputRows.Sum(),
                SortKey = job.SortKey,
            };
        }
        catch (InputRefusedException e)
        {
            return Refusal(scope, names, e.Message);
        }
    }

    private async ValueTask<CompactionPlan> PlanAsync(IMetastore metastore, CompactionOptions options, CancellationToken cancellationToken)
    {
        ImmutableArray<InputFile> files = await new InputDiscovery(_target, options.InPlace).FindAsync(options.Paths, options.Recursive, cancellationToken);
        var planned = new List<OperationRecord>();
        await foreach (OperationRecord operation in metastore.ListOperationsAsync(TargetIndex.Unfinished, cancellationToken))
        {
            planned.Add(operation);
        }

        IReadOnlyList<KnownFile> known = await LookUpAsync(metastore, files, cancellationToken);
        return CompactionPlanner.Plan(known, planned, _engine.Settings, options.InPlace, options.TargetSizeBytes);
    }

    /// <summary>Asks the metastore for each file by both names it may have there: a file below the target can have been merged as a stranger's
    /// before it is compacted in place, or be an output that a run with its folder among the inputs comes across.</summary>
    private async ValueTask<IReadOnlyList<KnownFile>> LookUpAsync(IMetastore metastore, ImmutableArray<InputFile> files, CancellationToken cancellationToken)
    {
        IReadOnlyList<SplitRecord> records = await metastore.FindByPathsAsync([.. files.SelectMany(NamesOf)], cancellationToken);
        ILookup<string, SplitRecord> byPath = records.ToLookup(record => record.Path);
        var known = new List<KnownFile>(files.Length);
        foreach (InputFile file in files)
        {
            ImmutableArray<SplitRecord> own = [.. NamesOf(file).SelectMany(name => byPath[name]).OrderBy(record => record.Id)];
            bool isOther = own.Any(record => record.CreatedBy is null && record.Version != file.Info.Version);
            known.Add(new KnownFile(file, own, isOther ? Fingerprint.Of(file) : ""));
        }

        return known;
    }

    private IEnumerable<string> NamesOf(InputFile file)
    {
        string full = file.Store.Describe(file.Key);
        string root = _target.RootPath + "/";
        return full.StartsWith(root, StringComparison.Ordinal) ? [full, full[root.Length..]] : [full];
    }

    private InputFile FileOf(SplitRecord split)
    {
        LocalFileStore store = split.IsOwned ? _target : new LocalFileStore("/");
        var info = new ObjectInfo(split.Path, split.SizeBytes, default, split.Version);
        return new InputFile(store, ObjectKey.Parse(split.Path.TrimStart('/')), split.Path, split.IsOwned, split.Metadata.Folder, info);
    }

    /// <summary>The operations of one round.</summary>
    private sealed class Run
    {
        private readonly Compactor _owner;
        private readonly TargetSession _session;
        private readonly Janitor _janitor;
        private readonly IProgress<CompactionProgress>? _progress;
        private readonly CompactionPlan _plan;
        private readonly (int Files, long Bytes) _total;
        private (int Files, long Bytes) _done;

        public Run(Compactor owner, TargetSession session, Janitor janitor, IProgress<CompactionProgress>? progress, CompactionPlan plan)
        {
            (_owner, _session, _janitor, _progress, _plan) = (owner, session, janitor, progress, plan);
            IEnumerable<long> sizes = plan.Resume.SelectMany(operation => operation.Inputs).Select(split => split.SizeBytes)
                .Concat(plan.Begin.SelectMany(scope => scope.Inputs).Select(input => input.File.Info.SizeBytes));
            _total = (sizes.Count(), sizes.Sum());
        }

        public List<OperationReport> Reports { get; } = [];

        public async ValueTask AllAsync(CancellationToken cancellationToken)
        {
            Reports.AddRange(_plan.Problems.Select(problem => Refusal(problem.Scope, [], problem.Problem)));
            foreach (OperationRecord operation in _plan.Resume)
            {
                ImmutableArray<(SplitId, InputFile)> inputs = [.. operation.Inputs.Select(split => (split.Id, _owner.FileOf(split)))];
                var ready = new ReadyOperation(operation.Id, TargetIndex.FolderOf(operation), operation.Token, LevelAbove(operation.Inputs), inputs);
                await OneAsync(ready, [.. inputs.Select(input => input.Item2)], null, cancellationToken);
            }

            foreach (ScopePlan scope in _plan.Begin)
            {
                await OneAsync(null, [.. scope.Inputs.Select(input => input.File)], scope, cancellationToken);
            }
        }

        /// <summary>Runs one operation, planned by an earlier run or to be planned now. Only what concerns it alone is kept from the others.</summary>
        private async ValueTask OneAsync(ReadyOperation? ready, ImmutableArray<InputFile> files, ScopePlan? scope, CancellationToken cancellationToken)
        {
            long began = _owner._clock.GetTimestamp();
            bool isResumed = ready is not null;
            SplitScope name = ready?.Scope ?? scope!.Scope; // An operation is resumed or begun.
            ImmutableArray<string> names = [.. files.Select(file => file.Path)];
            long bytes = files.Sum(file => file.Info.SizeBytes);
            OperationReport report;
            OperationId id = ready?.Id ?? new OperationId(_owner._ids.Next());
            try
            {
                await using IMergeJob job = await _owner._engine.PlanAsync(SourcesOf(files), _owner._scratch.FolderOf(id), cancellationToken);
                if (ready is null)
                {
                    (ready, string? refusal) = await BeginAsync(id, scope!, job, cancellationToken); // As above.
                    if (ready is null)
                    {
                        Reports.Add(Refusal(name, names, refusal ?? "refused"));
                        return;
                    }
                }

                RequireOneFileSystem(name, files);
                await RequireSpaceAsync(bytes, cancellationToken);
                var steps = new StepProgress(step => _progress?.Report(new CompactionProgress(
                    name.Path, _done.Files, _total.Files, files.Length, _done.Bytes, _total.Bytes, bytes, step)));
                report = await new OperationRunner(_session, _janitor, _owner._clock).RunAsync(ready, job, steps, cancellationToken);
                if (report.Outcome == OperationOutcome.Superseded)
                {
                    await _janitor.EndAsync(id, OperationState.Superseded, report.Problem ?? "", cancellationToken);
                }
            }
            catch (Exception e) when (e is not (OperationCanceledException or MetastoreException))
            {
                report = new OperationReport
                {
                    Id = id,
                    Scope = name,
                    Outcome = e is InputRefusedException ? OperationOutcome.Refused : OperationOutcome.Failed,
                    Inputs = names,
                    InputBytes = bytes,
                    Problem = IsForeseen(e) ? e.Message : e.ToString(),
                };
                await _janitor.EndAsync(id, OperationState.Abandoned, e.Message, CancellationToken.None);
            }

            Reports.Add(report with { IsResumed = isResumed, Duration = _owner._clock.GetElapsedTime(began) });
            _done = (_done.Files + files.Length, _done.Bytes + bytes);
        }

        private async ValueTask<(ReadyOperation? Ready, string? Refusal)> BeginAsync(OperationId id, ScopePlan scope, IMergeJob job, CancellationToken cancellationToken)
        {
            string token = "attempt_" + _owner._ids.Next();
            var inputs = ImmutableArray.CreateBuilder<PlannedInput>(scope.Inputs.Length);
            for (int i = 0; i < scope.Inputs.Length; i++)
            {
                (InputFile file, SplitRecord? split) = scope.Inputs[i];
                SplitId input = split?.Id ?? _owner._ids.Next();
                inputs.Add(new PlannedInput(input)
                {
                    Version = file.Info.Version,
                    RowCount = job.InputRows[i],
                    New = split is null ? ForeignOf(input, scope.Scope, file, job.InputRows[i]) : null,
                });
            }

            var plan = new OperationPlan
            {
                Id = id,
                Index = FolderIndex.Uid,
                Scope = TargetIndex.ScopeOf(scope.Scope),
                Token = token,
                Settings = _owner._engine.Settings,
                Inputs = inputs.MoveToImmutable(),
            };
            ImmutableArray<PlanResult> result = await _session.Metastore.PlanAsync(_session.Lease, [plan], cancellationToken);
            return result[0] switch
            {
                PlanResult.Planned planned => (
                    new ReadyOperation(
                        id, scope.Scope, token, LevelAbove(planned.Inputs), [.. plan.Inputs.Zip(scope.Inputs, (claimed, input) => (claimed.Id, input.File))]),
                    null),
                PlanResult.Refused refused => (null, string.Join("; ", refused.Problems)),
                _ => throw new InvalidOperationException($"operation {id} is new, but was published already"),
            };
        }

        private ForeignFile ForeignOf(SplitId id, SplitScope scope, InputFile file, long rowCount) => new(
            new SplitMetadata
            {
                Id = id,
                Index = FolderIndex.Uid,
                Folder = scope,
                RowCount = rowCount,
                SizeBytes = file.Info.SizeBytes,
                CreatedAt = _owner._clock.GetUtcNow(),
            },
            file.Path,
            file.IsOwned,
            file.Info.Version,
            Fingerprint.Of(file));

        private static int LevelAbove(ImmutableArray<SplitRecord> inputs) => inputs.Max(split => split.Metadata.Level) + 1;

        /// <summary>Refuses before the first byte what could not be moved in one step: outputs to their places, and inputs aside.</summary>
        private void RequireOneFileSystem(SplitScope scope, ImmutableArray<InputFile> files)
        {
            IEnumerable<ObjectKey> folders = files.Where(file => file.IsOwned).Select(file => file.Key.Folder).Append(ObjectKey.Parse(scope.Path)).Distinct();
            foreach (ObjectKey folder in folders)
            {
                if (!_owner._target.CanMove(TargetLayout.Folder, folder))
                {
                    throw new InputRefusedException(
                        $"{_owner._target.Describe(folder)} is on another file system than {_owner._target.Describe(TargetLayout.Folder)}, so files cannot be moved between them in one step");
                }
            }
        }

        /// <summary>Refuses before the first byte what the disk cannot hold (F-57). The outputs of a merge are about as large as its inputs.</summary>
        private async ValueTask RequireSpaceAsync(long bytes, CancellationToken cancellationToken)
        {
            if (await _session.Store.GetFreeBytesAsync(cancellationToken) is long free && free < bytes)
            {
                throw new StorageException(StorageError.NoSpace, $"the merge needs about {bytes} bytes in {_session.Store.Describe(ObjectKey.Root)}, but only {free} are free; nothing was changed");
            }
        }
    }

    /// <summary>Passes on at once: <see cref="Progress{T}"/> would post to other threads, and in any order.</summary>
    private sealed class StepProgress(Action<MergeStep> report) : IProgress<MergeStep>
    {
        public void Report(MergeStep value) => report(value);
    }
}
