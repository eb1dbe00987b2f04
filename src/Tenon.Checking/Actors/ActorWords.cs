namespace Tenon.Checking.Actors;

/// <summary>Where the words of a state of a system are, and what a message's word says of it.</summary>
internal static class ActorWords
{
    /// <summary>The high bits of a message's word: 8 for its source, 8 for its destination.</summary>
    public const int ChannelBits = 16;

    /// <summary>Behind the number of words.</summary>
    public const int NodesAt = 1;

    /// <summary>From whom and for whom a message is.</summary>
    public static ulong Channel(ulong message) => message >> (64 - ChannelBits);

    /// <summary>The highest bits of the word of a message.</summary>
    public static ulong Prefix(int source, int destination) => (ulong)((uint)source << 8 | (uint)destination);
}
