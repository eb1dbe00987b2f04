namespace Tenon.Checking.Search.Disk;

/// <summary>What one worker needs to settle a partition; used again for the next.</summary>
internal sealed class SettleScratch
{
    public ulong[] Fingerprints { get; private set; } = [];

    /// <summary>For each fingerprint, as which of the found it came.</summary>
    public int[] Places { get; private set; } = [];

    /// <summary>By place, whether it is new.</summary>
    public bool[] IsNew { get; private set; } = [];

    /// <summary>Bytes for each state that is settled.</summary>
    public const int BytesPerState = sizeof(ulong) + sizeof(int) + sizeof(bool);

    public void Reserve(int count)
    {
        if (count > Fingerprints.Length)
        {
            int length = Math.Max(count, (int)Math.Min(2L * Fingerprints.Length, Array.MaxLength));
            (Fingerprints, Places, IsNew) = (new ulong[length], new int[length], new bool[length]);
        }

        IsNew.AsSpan(0, count).Clear();
    }
}
