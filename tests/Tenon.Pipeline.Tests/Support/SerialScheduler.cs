using System.Diagnostics.CodeAnalysis;
using Tenon.Simulation.Scheduling;

namespace Tenon.Pipeline.Tests.Support;

/// <summary>Runs tasks one at a time, on the thread of the test, in the order in which they came; time passes when none is left. So hours of back-off take
/// milliseconds, and no test waits for a clock.</summary>
internal sealed class SerialScheduler : TaskScheduler
{
    private readonly Lock _gate = new();
    private readonly Queue<Task> _queue = new();

    public override int MaximumConcurrencyLevel => 1;

    /// <summary>Runs work to its end.</summary>
    public static void Run(SimulatedClock clock, TimeSpan limit, Func<Task> work)
    {
        var scheduler = new SerialScheduler();
        DateTimeOffset end = clock.GetUtcNow() + limit;
        Task running = Task.Factory.StartNew(work, default, TaskCreationOptions.None, scheduler).Unwrap();
        while (!running.IsCompleted)
        {
            if (scheduler.TryTake(out Task? task))
            {
                scheduler.TryExecuteTask(task);
            }
            else if (!scheduler.IsAboutToContinue())
            {
                Assert.True(running.IsCompleted || clock.GetUtcNow() < end, $"nothing came to an end within {limit} of the clock");

                // Where nothing waits for the clock something must be hopping over the pool, however long a busy machine lets that wait.
                Assert.True(
                    running.IsCompleted || clock.Advance() || SpinWait.SpinUntil(() => running.IsCompleted || scheduler.HasTask(), TimeSpan.FromMinutes(1)),
                    "nothing runs, and nothing waits for the clock");
            }
        }

        running.GetAwaiter().GetResult();
    }

    protected override void QueueTask(Task task)
    {
        lock (_gate)
        {
            _queue.Enqueue(task);
        }
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (_gate)
        {
            return [.. _queue];
        }
    }

    private bool TryTake([NotNullWhen(true)] out Task? task)
    {
        lock (_gate)
        {
            return _queue.TryDequeue(out task);
        }
    }

    private bool HasTask()
    {
        lock (_gate)
        {
            return _queue.Count > 0;
        }
    }

    /// <summary>Some completions (of a task that waits for any of several) hop over the runtime's pool before they come here. When the pool is busy, what it
    /// does may be ours, and time stands still; that it is not seen busy any more is only likely, and a clock that runs ahead then does no harm.</summary>
    private bool IsAboutToContinue()
    {
        for (int i = 0; i < 20; i++)
        {
            long before = ThreadPool.CompletedWorkItemCount;
            Thread.Yield();
            if (HasTask())
            {
                return true;
            }

            i = ThreadPool.PendingWorkItemCount > 0 || ThreadPool.CompletedWorkItemCount != before ? 0 : i;
        }

        return false;
    }
}
