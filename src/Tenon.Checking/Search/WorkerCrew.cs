using System.Runtime.ExceptionServices;

namespace Tenon.Checking.Search;

/// <summary>A fixed number of workers that do one piece of work together; the calling thread is the first of them.</summary>
internal sealed class WorkerCrew : IDisposable
{
    private readonly SpinBarrier _barrier;
    private readonly Exception?[] _failures;
    private Action<int>? _work;

    public WorkerCrew(int count)
    {
        Count = count;
        _barrier = new SpinBarrier(count);
        _failures = new Exception?[count];
        for (int worker = 1; worker < count; worker++)
        {
            int number = worker;
            new Thread(() => Serve(number)) { IsBackground = true, Name = $"model checker {number}" }.Start();
        }
    }

    public int Count { get; }

    /// <summary>Calls the work once for each worker, at the same time, and returns when all are done.</summary>
    /// <param name="work">Is given the worker's number.</param>
    public void Run(Action<int> work)
    {
        if (Count == 1)
        {
            work(0);
            return;
        }

        _work = work;
        _barrier.SignalAndWait();
        Do(0);
        _barrier.SignalAndWait();
        foreach (Exception? failure in _failures)
        {
            if (failure is not null)
            {
                ExceptionDispatchInfo.Throw(failure);
            }
        }
    }

    public void Dispose()
    {
        if (Count > 1)
        {
            // No work means: leave. The workers then leave the barrier on their own.
            _work = null;
            _barrier.SignalAndWait();
        }
    }

    private void Serve(int number)
    {
        while (true)
        {
            _barrier.SignalAndWait();
            if (_work is null)
            {
                return;
            }

            Do(number);
            _barrier.SignalAndWait();
        }
    }

    private void Do(int number)
    {
        try
        {
            _work!(number); // Set before the barrier that the worker has just passed.
        }
#pragma warning disable CA1031 // Carried to the calling thread, which throws it.
        catch (Exception e)
        {
            _failures[number] = e;
        }
#pragma warning restore CA1031
    }
}
