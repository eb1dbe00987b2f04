using System.Text;

namespace Tenon.Splits.Zonemaps;

/// <summary>A trie of values in which branches are replaced by "any suffix" where it gets too large. What it accepts only grows.</summary>
internal sealed class PrefixAutomaton(int maximumDepth)
{
    /// <summary>One place of the trie.</summary>
    internal sealed class Node
    {
        /// <summary>Transitions in ascending order of characters; null when any suffix is accepted.</summary>
        public SortedList<int, Node>? Next { get; set; } = [];

        /// <summary>Whether a value ends here.</summary>
        public bool IsTerminal { get; set; }

        /// <summary>Values that came by.</summary>
        public long Weight { get; set; }
    }

    /// <summary>Where values begin.</summary>
    public Node Root { get; } = maximumDepth > 0 ? new Node() : new Node { Next = null };

    /// <summary>Whether only registered values are accepted.</summary>
    public bool IsExact { get; private set; } = maximumDepth > 0;

    /// <summary>Registers a value.</summary>
    /// <param name="utf8">The value; what is not UTF-8 is taken for U+FFFD, as readers of the text will take it.</param>
    public void Add(ReadOnlySpan<byte> utf8)
    {
        Node node = Root;
        node.Weight++;
        for (int depth = 1; node.Next is not null && !utf8.IsEmpty; depth++)
        {
            Rune.DecodeFromUtf8(utf8, out Rune rune, out int length);
            utf8 = utf8[length..];
            if (!node.Next.TryGetValue(rune.Value, out Node? next))
            {
                next = new Node();
                if (depth >= maximumDepth)
                {
                    next.Next = null;
                    IsExact = false;
                }

                node.Next.Add(rune.Value, next);
            }

            node = next;
            node.Weight++;
        }

        node.IsTerminal |= utf8.IsEmpty;
    }

    /// <summary>Keeps so many transitions, those of often visited places first, and replaces the others by any suffix.</summary>
    public void Prune(int limit)
    {
        var queue = new PriorityQueue<Node, (long Weight, int Sequence)>();
        int sequence = 0;
        long used = 0;
        queue.Enqueue(Root, (0, sequence++));
        while (queue.TryDequeue(out Node? node, out _))
        {
            if (node.Next is not { } next)
            {
                continue;
            }

            if (used + next.Count > limit)
            {
                node.Next = null;
                IsExact = false;
                continue;
            }

            used += next.Count;
            foreach (Node child in next.Values)
            {
                queue.Enqueue(child, (-child.Weight, sequence++));
            }
        }
    }
}
