using Tenon.Tla.Values;

namespace Tenon.Tla.Compilation;

/// <summary>The states that compiled code has found of one state and action: handed on once all are found, so that a failure leaves nothing behind.</summary>
internal sealed class SuccessorBuffer(ValueTable values, int wordCount)
{
    private ulong[] _words = new ulong[wordCount * 16];
    private int _used;

    public ValueTable Values => values;

    /// <summary>Where the state being put together begins in <see cref="Words"/>.</summary>
    public int Place { get; private set; }

    public ulong[] Words => _words;

    public int Count { get; private set; }

    public ReadOnlySpan<ulong> this[int index] => _words.AsSpan(index * wordCount, wordCount);

    public void Clear() => (_used, Count) = (0, 0);

    /// <summary>Makes room for one more state.</summary>
    public void Begin()
    {
        if (_used + wordCount > _words.Length)
        {
            Array.Resize(ref _words, 2 * _words.Length);
        }

        Place = _used;
        _used += wordCount;
        Count++;
    }

    public void PutValue(int variable, Value value) => _words[Place + variable] = values.WordOf(value);

    public void PutNumber(int variable, long value) => _words[Place + variable] = values.WordOf(value);

    public void PutTruth(int variable, bool value) => _words[Place + variable] = ValueTable.WordOf(value);

    public void PutWord(int variable, ulong word) => _words[Place + variable] = word;
}
