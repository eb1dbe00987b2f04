namespace Tenon.Merging.Running;

/// <summary>Runs independent items of work on a fixed number of workers.</summary>
/// <remarks>
/// Workers are tasks on the ambient scheduler, so that a simulated one can run them. Items are started in order. Nothing that an
/// item produces may depend on which worker runs it.
/// </remarks>
internal sealed class WorkCrew(int workers)
{
    /// <summary>How many items run at once.</summary>
    public int Workers => workers;

    /// <summary>Runs items 0 to <paramref name="items"/> - 1.</summary>
    /// <param name="items">How many.</param>
    /// <param name="run">Runs an item, given its number and that of the worker.</param>
    /// <param name="cancellationToken">Ends the work between items.</param>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public async Task RunAsync(int items, Action<int, int> run, CancellationToken cancellationToken)
    {
        int next = -1;
        bool failed = false;

        void Work(int worker)
        {
            while (!Volatile.Read(ref failed))
            {
                int item = Interlocked.Increment(ref next);
                if (item >= items)
                {
                    return;
                }

                cancellationToken.ThrowIfCancellationRequested();
                try
                {
                    run(item, worker);
                }
                catch
                {
                    Volatile.Write(ref failed, true); // Spares the others the rest; the task carries the error.
                    throw;
                }
            }
        }

        var others = new Task[Math.Min(workers, items) - 1];
        for (int i = 0; i < others.Length; i++)
        {
            int worker = i + 1;
            others[i] = Task.Factory.StartNew(() => Work(worker), cancellationToken, TaskCreationOptions.None, TaskScheduler.Current);
        }

        Exception? own = null;
        try
        {
            Work(0);
        }
        catch (Exception e) when (others.Length > 0)
        {
            own = e; // Thrown below, when nobody uses what the items share any more.
        }

        await Task.WhenAll(others.Select(task => task.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Current)));
        if (own is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(own);
        }

        foreach (Task task in others)
        {
            await task;
        }
    }
}
