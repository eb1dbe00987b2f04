using Tenon.Tla.Evaluation;
using Tenon.Tla.Values;
using static Tenon.Tla.StandardModules.Native;

namespace Tenon.Tla.StandardModules;

/// <summary>Module Sequences. As in TLC, a string is a sequence to some of these.</summary>
internal static class SequenceOperators
{
    public static void AddTo(NativeLibrary.Register add)
    {
        add("Sequences", "Seq", 1, (a, _) => new SetOfSequences(Set(a[0], "Seq")));
        add("Sequences", "Len", 1, (a, _) => Of(Length(a[0])));
        add("Sequences", "\\o", 2, (a, _) => Concatenate(a[0], a[1]));
        add("Sequences", "Append", 2, (a, _) => Append(a[0], a[1]));
        add("Sequences", "Head", 1, (a, _) => Head(a[0]));
        add("Sequences", "Tail", 1, (a, _) => Tail(a[0]));
        add("Sequences", "SubSeq", 3, (a, _) => SubSequence(a[0], Number(a[1], "SubSeq"), Number(a[2], "SubSeq")));
        add("Sequences", "SelectSeq", 2, (a, states) => Select(a[0], Operator(a[1]), states));
    }

    public static long Length(Value value) => value is StringValue text ? text.Text.Length : Sequence(value, "Len").Length;

    public static Value Concatenate(Value left, Value right)
    {
        if (left is StringValue first && right is StringValue second)
        {
            return StringValue.Of(first.Text + second.Text);
        }

        Value[] start = Sequence(left, "\\o");
        Value[] end = Sequence(right, "\\o");
        return end.Length == 0 ? left : start.Length == 0 ? right : FiniteFunction.Tuple([.. start, .. end]);
    }

    public static Value Append(Value sequence, Value element)
    {
        Value[] start = Sequence(sequence, "Append");
        Value[] elements = new Value[start.Length + 1];
        start.CopyTo(elements, 0);
        elements[^1] = element;
        return FiniteFunction.Tuple(elements);
    }

    public static Value Head(Value value)
    {
        Value[] elements = Sequence(value, "Head");
        return elements.Length > 0 ? elements[0] : throw new EvaluationException("Head of the empty sequence has no value");
    }

    public static Value Tail(Value value)
    {
        if (value is StringValue { Text.Length: > 0 } text)
        {
            return StringValue.Of(text.Text[1..]);
        }

        Value[] elements = Sequence(value, "Tail");
        return elements.Length > 0 ? FiniteFunction.Tuple(elements[1..]) : throw new EvaluationException("Tail of the empty sequence has no value");
    }

    public static Value SubSequence(Value value, long from, long to)
    {
        if (from > to)
        {
            return value is StringValue ? StringValue.Of("") : FiniteFunction.Empty;
        }

        long length = Length(value);
        if (from < 1 || to > length)
        {
            throw new EvaluationException($"SubSeq from {from} to {to} leaves the sequence, which has {length} elements: {ValueText.Short(value)}");
        }

        return value is StringValue text
            ? StringValue.Of(text.Text[((int)from - 1)..(int)to])
            : FiniteFunction.Tuple(Sequence(value, "SubSeq")[((int)from - 1)..(int)to]);
    }

    private static FiniteFunction Select(Value sequence, Callable test, StatePair states) =>
        FiniteFunction.Tuple([.. Sequence(sequence, "SelectSeq").Where(element => test.Test(states, element))]);
}
