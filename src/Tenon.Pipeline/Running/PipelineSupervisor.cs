using System.Collections.Immutable;
using Tenon.Pipeline.Core;
using Tenon.Pipeline.Core.Memory;
using Tenon.Pipeline.Events;
using Tenon.Splits;
using Tenon.Splits.Policy;

namespace Tenon.Pipeline.Running;

/// <summary>How a pipeline ended.</summary>
public enum StopOutcome
{
    /// <summary>Everything that ran was finished.</summary>
    Drained,

    /// <summary>What ran was not finished within the deadline, and was cancelled; the next process does it again.</summary>
    TimedOut,

    /// <summary>It was told to end at once, and what ran was cancelled; the next process does it again.</summary>
    Aborted,

    /// <summary>It failed while it was being stopped; the next process does again what ran.</summary>
    Failed,
}

/// <summary>What a supervisor looks after. Immutable.</summary>
public sealed record SupervisorOptions
{
    /// <summary>Whether nobody else can be merging here, as a lock that the kernel keeps says: leases are then taken at once, from processes that are dead.
    /// Otherwise a lease is taken when it was not renewed for its lifetime.</summary>
    public bool IsAlone { get; init; }

    /// <summary>Which indexes are merged; all by default.</summary>
    public Func<IndexUid, bool> Merges { get; init; } = _ => true;

    /// <summary>Whether to stop as soon as nothing is due.</summary>
    public bool StopsWhenIdle { get; init; }
}

/// <summary>Keeps one pipeline alive in a process, over all indexes: finds them, takes their leases, begins the pipeline anew when it fails, stops it gracefully.</summary>
/// <remarks>
/// A life of the pipeline that fails is ended whole, with everything that it began, before the next one begins, after a delay that grows with each failure
/// in a row. Whatever a former life left, in this process or another, the next one ends before it lists: so it is never in two lives at once.
/// </remarks>
public sealed partial class PipelineSupervisor
{
    private readonly RunSettings _settings;
    private readonly PipelineServices _services;
    private readonly SupervisorOptions _options;
    private readonly BackOff _restarts;
    private volatile MergePipeline? _current;
    private long _generation;

    /// <summary>A supervisor.</summary>
    /// <param name="settings">The parameters.</param>
    /// <param name="services">The world.</param>
    /// <param name="options">What it looks after.</param>
    /// <exception cref="ArgumentException">The settings have problems; the message has them all.</exception>
    public PipelineSupervisor(RunSettings settings, PipelineServices services, SupervisorOptions options)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(options);
        if (settings.Problems() is { Count: > 0 } problems)
        {
            throw new ArgumentException(string.Join("; ", problems), nameof(settings));
        }

        (_settings, _services, _options) = (settings, services, options);
        _restarts = new BackOff(settings.RestartDelay, settings.MaxRestartDelay, services.Random);
    }

    /// <summary>What is being done now.</summary>
    public PipelineStatus Status => PipelineStatus.Of(Interlocked.Read(ref _generation), _current);

    /// <summary>Tells that splits of an index were published by an ingest. Never waits and never fails: what is not heard is found by comparing.</summary>
    /// <param name="index">The index.</param>
    /// <param name="splits">The splits.</param>
    public void Arrive(IndexUid index, IEnumerable<SplitMetadata> splits)
    {
        ArgumentNullException.ThrowIfNull(splits);
        _current?.Arrive(index, [.. splits.Where(split => split.Scope is not null).Select(split => new ListedSplit(split.Scope!, MergeCandidate.Of(split)))]); // As was asked for.
    }

    /// <summary>Tells that published splits were withdrawn: by retention, or by an operator. As above.</summary>
    /// <param name="index">The index.</param>
    /// <param name="splits">The splits.</param>
    public void Withdraw(IndexUid index, ImmutableArray<SplitId> splits) => _current?.Withdraw(index, splits);

    /// <summary>Runs until it is stopped.</summary>
    /// <param name="stop">Begins a graceful stop: nothing new is begun, what runs is finished, within the deadline.</param>
    /// <param name="abort">Ends everything at once.</param>
    /// <returns>How it ended.</returns>
    public async Task<StopOutcome> RunAsync(CancellationToken stop, CancellationToken abort)
    {
        while (true)
        {
            Interlocked.Exchange(ref _generation, _services.Events.BeginGeneration());
            using var life = CancellationTokenSource.CreateLinkedTokenSource(abort);
            var pipeline = new MergePipeline(_settings, _services, life.Token);
            long began = _services.Clock.GetTimestamp();
            _current = pipeline;
            (StopOutcome? outcome, Exception? failure) = await LiveAsync(pipeline, life, stop, abort);
            _current = null;
            if (outcome is StopOutcome ended)
            {
                return ended;
            }

            string reason = failure?.Message ?? "the pipeline ended without a reason";
            _services.Log($"the pipeline failed and begins anew: {failure?.ToString() ?? reason}");
            if (_services.Events.IsOn)
            {
                _services.Events.Emit(new PipelineEvent.GenerationFailed(reason));
            }

            if (pipeline.PublishedMerges > 0 || _services.Clock.GetElapsedTime(began) > _settings.MaxRestartDelay)
            {
                _restarts.Reset();
            }

            try
            {
                using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, abort);
                await Task.Delay(_restarts.Next(), _services.Clock, either.Token);
            }
            catch (OperationCanceledException)
            {
                return abort.IsCancellationRequested ? StopOutcome.Aborted : StopOutcome.Drained; // Nothing runs.
            }
        }
    }

    /// <summary>One life.</summary>
    /// <returns>How the process is to end; or, if it is not, why this life has.</returns>
    private async Task<(StopOutcome? Outcome, Exception? Failure)> LiveAsync(MergePipeline pipeline, CancellationTokenSource life, CancellationToken stop, CancellationToken abort)
    {
        Task running = StartTask(pipeline.RunAsync);
        using var working = CancellationTokenSource.CreateLinkedTokenSource(stop, life.Token);
        using var indexes = new IndexKeeper(_settings, _services, _options, pipeline);
        Task discovering = StartTask(() => indexes.DiscoverAsync(working.Token));
        Task beating = StartTask(() => indexes.BeatAsync(life.Token));
        Task auditing = StartTask(() => new Auditor(_settings, _services, pipeline).RunAsync(working.Token));
        StopOutcome? outcome = null;
        try
        {
            await Task.WhenAny(running, discovering);
            if (!running.IsCompleted && !discovering.IsFaulted)
            {
                outcome = await DrainAsync(pipeline, running, abort); // Discovery ends when it is told to stop, or when nothing is left to do.
            }
        }
        finally
        {
            working.Cancel(); // Here and now, on the ambient scheduler.
            life.Cancel();
            await Task.WhenAny(Task.WhenAll(running, discovering, beating, auditing));
        }

        if (abort.IsCancellationRequested && outcome != StopOutcome.Drained)
        {
            return (StopOutcome.Aborted, null);
        }

        Exception? failure = new[] { running, discovering, beating, auditing }.FirstOrDefault(task => task.IsFaulted)?.Exception?.InnerException;
        return outcome is null && stop.IsCancellationRequested ? (StopOutcome.Failed, failure) : (outcome, failure);
    }

    private async Task<StopOutcome> DrainAsync(MergePipeline pipeline, Task running, CancellationToken abort)
    {
        using var deadline = new CancellationTokenSource(_settings.DrainTimeout, _services.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, abort);
        try
        {
            await pipeline.StopAsync(_settings.MergeRestAtStop && !_options.StopsWhenIdle).AsTask().WaitAsync(either.Token);
            await Task.WhenAny(pipeline.Drained, running).WaitAsync(either.Token);
            return pipeline.Drained.IsCompletedSuccessfully ? StopOutcome.Drained : StopOutcome.Failed;
        }
        catch (OperationCanceledException)
        {
            return abort.IsCancellationRequested ? StopOutcome.Aborted : deadline.IsCancellationRequested ? StopOutcome.TimedOut : StopOutcome.Failed;
        }
    }

    private static Task StartTask(Func<Task> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, TaskScheduler.Current).Unwrap();
}
