namespace Tenon.Simulation.Scheduling;

/// <summary>Runs a program so that everything in it happens in one order: on the one thread that the runtime's pool may have, with time that passes only when
/// nothing is left to do.</summary>
/// <remarks>
/// Whatever a program awaits comes back to the pool, also where the runtime's own code lets it hop there; with one thread, work is done in the order in which it
/// was given, and no other work is under way while a piece of it runs. So the pool is at rest exactly when the clock finds its queue empty. A runtime allows its
/// pool no fewer threads than it sees processors, so the process must be begun with one: <see cref="Environment"/>.
/// </remarks>
public static class SoleThread
{
    /// <summary>What the environment of a process must have for it to run like this.</summary>
    public static IReadOnlyDictionary<string, string> Environment { get; } = new Dictionary<string, string>(StringComparer.Ordinal) { ["DOTNET_PROCESSOR_COUNT"] = "1" };

    /// <summary>Whether this process can.</summary>
    public static bool IsPossible => System.Environment.ProcessorCount == 1 && ThreadPool.SetMaxThreads(1, 1);

    /// <summary>Runs work to its end. Blocks the caller, who is no thread of the pool.</summary>
    /// <param name="clock">The time, and all who wait for it.</param>
    /// <param name="end">Until when; nothing takes so long.</param>
    /// <param name="work">The work.</param>
    /// <exception cref="InvalidOperationException">This process has several processors.</exception>
    /// <exception cref="StandstillException">The work waits for something that will never be, or is not done by then.</exception>
    public static void Run(SimulatedClock clock, DateTimeOffset end, Func<Task> work)
    {
        ArgumentNullException.ThrowIfNull(clock);
        if (!IsPossible)
        {
            throw new InvalidOperationException("a simulation needs a process that has one processor: begin it with DOTNET_PROCESSOR_COUNT=1");
        }

        Task.Run(() => RunAsync(clock, end, work)).GetAwaiter().GetResult();
    }

    private static async Task RunAsync(SimulatedClock clock, DateTimeOffset end, Func<Task> work)
    {
        Task running = work();
        while (!running.IsCompleted)
        {
            await Task.Yield(); // Behind everything that is queued.
            if (ThreadPool.PendingWorkItemCount > 0)
            {
                continue;
            }

            if (clock.GetUtcNow() > end)
            {
                throw new StandstillException($"not done by {end:O}");
            }

            if (!clock.Advance())
            {
                throw new StandstillException("nothing runs, and nothing waits for the clock");
            }
        }

        await running;
    }
}

/// <summary>A simulation that does not come to its end.</summary>
/// <param name="message">Why.</param>
public sealed class StandstillException(string message) : Exception(message);
