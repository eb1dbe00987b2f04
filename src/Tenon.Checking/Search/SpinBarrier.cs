namespace Tenon.Checking.Search;

/// <summary>Where a fixed number of threads wait for each other, again and again. Waits actively at first: the others are due within microseconds.</summary>
/// <remarks>
/// Putting a thread to sleep and waking it takes as long as a sizeable part of a round, most of all on virtual machines. A thread that has waited
/// longer than that sleeps, for then somebody else has the processor.
/// </remarks>
/// <param name="count">How many threads.</param>
internal sealed class SpinBarrier(int count)
{
    /// <summary>Times some ten nanoseconds: about what sleeping and waking would take.</summary>
    private const int SpinsBeforeSleep = 100;

    private const int SpinLength = 30;
    private readonly object _gate = new();
    private int _arrived;
    private volatile int _round;

    /// <summary>Returns when all threads have called it.</summary>
    public void SignalAndWait()
    {
        int round = _round;
        if (Interlocked.Increment(ref _arrived) == count)
        {
            _arrived = 0;
            lock (_gate)
            {
                _round = unchecked(round + 1);
                Monitor.PulseAll(_gate);
            }

            return;
        }

        for (int i = 0; i < SpinsBeforeSleep; i++)
        {
            if (_round != round)
            {
                return;
            }

            Thread.SpinWait(SpinLength);
        }

        lock (_gate)
        {
            while (_round == round)
            {
                Monitor.Wait(_gate);
            }
        }
    }
}
