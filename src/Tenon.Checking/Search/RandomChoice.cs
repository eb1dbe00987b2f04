namespace Tenon.Checking.Search;

/// <summary>A sequence of random numbers that a seed determines, the same on every machine and in every version (SplitMix64).</summary>
internal struct RandomChoice(ulong seed)
{
    private ulong _state = seed;

    /// <summary>A number from 0 to below the bound.</summary>
    /// <param name="bound">At least 1. The choice is uneven by less than bound / 2^64.</param>
    public int Below(int bound) => (int)Math.BigMul(NextWord(), (ulong)bound, out _);

    public ulong NextWord()
    {
        unchecked
        {
            // Overflow is meant: arithmetic modulo 2^64.
            _state += 0x9E3779B97F4A7C15;
            ulong word = _state;
            word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9;
            word = (word ^ (word >> 27)) * 0x94D049BB133111EB;
            return word ^ (word >> 31);
        }
    }
}
