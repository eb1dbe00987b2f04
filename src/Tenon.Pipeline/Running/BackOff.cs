namespace Tenon.Pipeline.Running;

/// <summary>Delays that double with each failure in a row, up to a longest, each drawn from its upper half so that many who failed together do not come back
/// together. Not thread-safe.</summary>
internal sealed class BackOff(TimeSpan first, TimeSpan longest, Random random)
{
    private int _failures;

    /// <summary>The delay after one more failure.</summary>
    public TimeSpan Next()
    {
        double factor = Math.Pow(2, Math.Min(_failures++, 60));
        TimeSpan full = first.Ticks * factor < longest.Ticks ? first * factor : longest;
        return full * (0.5 + (random.NextDouble() / 2));
    }

    /// <summary>Forgets the failures: something succeeded.</summary>
    public void Reset() => _failures = 0;
}
