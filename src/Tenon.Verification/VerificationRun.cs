using System.Collections.Immutable;

namespace Tenon.Verification;

/// <summary>Makes the checks of layers, several at once.</summary>
public static class VerificationRun
{
    /// <summary>Makes them, and gives what they came to; a check that fails, or throws, ends no other.</summary>
    /// <param name="options">What is run.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <exception cref="OperationCanceledException">The run was ended.</exception>
    public static VerificationResult Run(VerificationOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        long began = options.Clock.GetTimestamp();
        VerificationContext context = new(options.Folder, cancellationToken) { Program = options.Program };
        ImmutableArray<(VerificationLayer Layer, ImmutableArray<VerificationTask> Tasks)> layers = [.. options.Layers.Select(layer => (layer, layer.TasksIn(options.Folder)))];
        (string Layer, VerificationTask Task)[] tasks = [.. layers.SelectMany(each => each.Tasks.Where(task => options.IsFull || task.IsQuick).Select(task => (each.Layer.Name, task)))];
        VerificationRow?[] rows = new VerificationRow?[tasks.Length];
        int next = -1;
        int done = 0;
        int failed = 0;

        // Whoever is free takes the next one, in the order of the report.
        Parallel.For(0, options.WorkerCount, new ParallelOptions { MaxDegreeOfParallelism = options.WorkerCount }, _ =>
        {
            for (int i = Interlocked.Increment(ref next); i < tasks.Length && !cancellationToken.IsCancellationRequested; i = Interlocked.Increment(ref next))
            {
                (string layer, VerificationTask task) = tasks[i];
                Tell(layer, task);
                try
                {
                    rows[i] = Judge(layer, task, context, options.Clock);
                }
                catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
                {
                    return; // Thrown anew, once, below.
                }

                Interlocked.Increment(ref done);
                Interlocked.Add(ref failed, rows[i]!.HasFailed ? 1 : 0); // Just made.
                Tell(layer, task);
            }
        });
        cancellationToken.ThrowIfCancellationRequested();
        ILookup<string, VerificationRow> byLayer = rows.OfType<VerificationRow>().ToLookup(row => row.Layer, StringComparer.Ordinal);
        return new VerificationResult(
            [.. layers.Select(each => new LayerResult(
                each.Layer, Concluded(each.Layer, [.. byLayer[each.Layer.Name]], options.IsFull), [.. each.Tasks.Where(task => !options.IsFull && !task.IsQuick)]))],
            options.IsFull,
            options.Clock.GetElapsedTime(began).TotalSeconds,
            options.Folder);

        void Tell(string layer, VerificationTask task) => options.Progress?.Report(new VerificationProgress(layer, task.Subject, done, tasks.Length, failed));
    }

    /// <summary>Makes one check.</summary>
    /// <param name="layer">The name of its layer.</param>
    /// <param name="task">The check.</param>
    /// <param name="context">What it needs to know.</param>
    /// <param name="clock">What time is taken from.</param>
    public static VerificationRow Judge(string layer, VerificationTask task, VerificationContext context, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(clock);
        long began = clock.GetTimestamp();
        VerificationFinding finding;
        try
        {
            finding = task.Judge(context);
        }
        catch (Exception e) when (e is not OperationCanceledException and not OutOfMemoryException)
        {
            // What a check is about may be wrong in any way, and what is wrong may throw anything. The others still say something.
            finding = new VerificationFinding { Status = VerificationStatus.Failed, Problem = $"the check itself failed: {e.GetType().Name}: {e.Message}" };
        }

        return new VerificationRow(layer, task.Subject, task.Checked, finding, clock.GetElapsedTime(began).TotalSeconds);
    }

    private static ImmutableArray<VerificationRow> Concluded(VerificationLayer layer, ImmutableArray<VerificationRow> rows, bool isFull) => rows.IsEmpty || rows.Any(row => row.HasFailed)
        ? rows
        : [.. rows, .. layer.Conclude(rows, isFull).Select(each => new VerificationRow(layer.Name, each.Subject, each.Checked, each.Finding, 0) { IsConclusion = true })];
}
