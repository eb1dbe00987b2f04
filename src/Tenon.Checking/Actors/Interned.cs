using Tenon.Checking.Encoding;
using Tenon.Checking.Hashing;

namespace Tenon.Checking.Actors;

/// <summary>A part of states, with the word that stands for it.</summary>
internal sealed record Interned<T>(ulong Word, ulong[] Encoding, T Value);

/// <summary>
/// Gives each part of states a word: the fingerprint of its encoding, so that it is the same in every process, for any order in which parts are
/// found and any number of threads. Two parts that would share a word are noticed and refused, so words are as exact as encodings.
/// </summary>
/// <param name="prefixBits">How many of the highest bits are given instead of being taken from the fingerprint.</param>
internal sealed class InternTable<T>(int prefixBits = 0)
{
    // The entry with its reference to the encoding and the encoding's header and length.
    private const int EntryBytes = 40 + 24;
    private readonly SharedTable<Interned<T>> _byWord = new();

    /// <summary>Number of parts.</summary>
    public int Count => _byWord.Count;

    /// <summary>Bytes of everything here.</summary>
    public long SizeBytes => _byWord.SizeBytes;

    public T this[ulong word] => _byWord.TryGetValue(word, 0, out Interned<T>? entry)
        ? entry.Value
        : throw new KeyNotFoundException($"No part of a state has the word {word:x16}.");

    /// <summary>The one entry of this encoding.</summary>
    /// <param name="prefix">The highest bits of its word.</param>
    /// <param name="encoding">The encoding.</param>
    /// <param name="valueBytes">What the part takes of memory.</param>
    /// <param name="create">Makes the part, given its word.</param>
    public Interned<T> Add(ulong prefix, StateWriter encoding, long valueBytes, Func<ulong, T> create)
    {
        // The number of bits tells encodings apart that differ in zeros at the end.
        ulong[] words = [(ulong)encoding.BitCount, .. encoding.Words];
        ulong word = prefixBits == 0 ? Fingerprint.Of(words) : (prefix << (64 - prefixBits)) | (Fingerprint.Of(words) >> prefixBits);
        if (!_byWord.TryGetValue(word, 0, out Interned<T>? entry))
        {
            entry = _byWord.GetOrAdd(word, 0, new Interned<T>(word, words, create(word)), EntryBytes + (words.Length * sizeof(ulong)) + valueBytes);
        }

        return entry.Encoding.AsSpan().SequenceEqual(words)
            ? entry
            : throw new InvalidOperationException("Two parts of states have the same fingerprint: the model cannot be searched in this encoding.");
    }
}
