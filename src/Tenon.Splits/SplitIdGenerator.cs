namespace Tenon.Splits;

/// <summary>Makes split ids from an injected clock and an injected random source: equal seeds and clocks give equal ids. Thread-safe.</summary>
/// <remarks>Ids of one generator strictly rise, also within a millisecond and when the clock steps back (F-31). The steps are wider than
/// any number of outputs of one operation, so <see cref="SplitId.Offset"/> never runs into the next id.</remarks>
public sealed class SplitIdGenerator
{
    private const int RandomBits = 80;

    /// <summary>An operation writes far fewer files than this.</summary>
    private static readonly UInt128 Step = (UInt128)1 << 32;

    private readonly TimeProvider _clock;
    private readonly Random _random;
    private readonly Lock _gate = new();
    private UInt128 _last;

    /// <summary>A generator.</summary>
    /// <param name="clock">Gives the time of creation.</param>
    /// <param name="random">Gives the random part; this generator becomes its only user.</param>
    public SplitIdGenerator(TimeProvider clock, Random random)
    {
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentNullException.ThrowIfNull(random);
        (_clock, _random) = (clock, random);
    }

    /// <summary>The next id of a split of any kind but metrics and sketches.</summary>
    /// <returns>An id above all earlier ones of this generator and kind.</returns>
    public SplitId Next() => Next(SplitKind.Table);

    /// <summary>The next id.</summary>
    /// <param name="kind">What the split will hold.</param>
    /// <returns>An id above all earlier ones of this generator and kind.</returns>
    public SplitId Next(SplitKind kind)
    {
        Span<byte> entropy = stackalloc byte[RandomBits / 8];
        lock (_gate)
        {
            _random.NextBytes(entropy);
            UInt128 random = 0;
            foreach (byte b in entropy)
            {
                random = (random << 8) | b;
            }

            // The top bit stays clear, so that steps and offsets do not carry into the time.
            random &= ((UInt128)1 << (RandomBits - 1)) - 1;
            UInt128 bits = ((UInt128)(ulong)_clock.GetUtcNow().ToUnixTimeMilliseconds() << RandomBits) | random;
            _last = bits >= _last + Step ? bits : _last + Step;
            return new SplitId(kind, _last);
        }
    }
}
