namespace Tenon.Tla.Values;

/// <summary>The order of strings and of model values: numbers in names count as numbers, so <c>n2</c> comes before <c>n10</c>.</summary>
/// <remarks>
/// TLC orders them by when it first met them. This order depends on nothing but the names, and mostly agrees, because configurations list them so.
/// </remarks>
internal static class NameOrder
{
    public static int Compare(string left, string right)
    {
        if (ReferenceEquals(left, right))
        {
            return 0;
        }

        int i = 0;
        int j = 0;
        while (i < left.Length && j < right.Length)
        {
            int result;
            if (char.IsAsciiDigit(left[i]) && char.IsAsciiDigit(right[j]))
            {
                ReadOnlySpan<char> leftDigits = Digits(left, ref i);
                ReadOnlySpan<char> rightDigits = Digits(right, ref j);
                result = leftDigits.Length != rightDigits.Length
                    ? leftDigits.Length - rightDigits.Length
                    : leftDigits.SequenceCompareTo(rightDigits);
            }
            else
            {
                result = left[i++] - right[j++];
            }

            if (result != 0)
            {
                return result;
            }
        }

        int rest = (left.Length - i) - (right.Length - j);
        return rest != 0 ? rest : string.CompareOrdinal(left, right); // "a01" and "a1" differ all the same.
    }

    private static ReadOnlySpan<char> Digits(string text, ref int index)
    {
        int start = index;
        while (index < text.Length && char.IsAsciiDigit(text[index]))
        {
            index++;
        }

        return text.AsSpan(start, index - start).TrimStart('0');
    }
}
