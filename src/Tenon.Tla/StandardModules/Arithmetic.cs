using Tenon.Tla.Values;

namespace Tenon.Tla.StandardModules;

/// <summary>Arithmetic on whole numbers of 64 bits. What leaves them is an error, never another number.</summary>
internal static class Arithmetic
{
    public static long Add(long left, long right)
    {
        long sum = unchecked(left + right); // Overflow shows in the signs.
        return ((left ^ sum) & (right ^ sum)) < 0 ? throw Overflow(left, "+", right) : sum;
    }

    public static long Subtract(long left, long right)
    {
        long difference = unchecked(left - right); // Overflow shows in the signs.
        return ((left ^ right) & (left ^ difference)) < 0 ? throw Overflow(left, "-", right) : difference;
    }

    public static long Multiply(long left, long right)
    {
        try
        {
            return checked(left * right);
        }
        catch (OverflowException)
        {
            throw Overflow(left, "*", right);
        }
    }

    /// <summary>a ^ b.</summary>
    public static long Power(long number, long exponent)
    {
        if (exponent < 0)
        {
            throw new EvaluationException($"The exponent of {number} ^ {exponent} is negative, and only whole numbers can be computed with");
        }

        if (number == 0 && exponent == 0)
        {
            throw new EvaluationException("0 ^ 0 has no value");
        }

        long result = 1;
        for (long rest = exponent, square = number; rest > 0;)
        {
            if ((rest & 1) != 0)
            {
                result = Multiply(result, square);
            }

            rest >>= 1;
            square = rest > 0 && square is not (0 or 1 or -1) ? Multiply(square, square) : square == -1 && rest > 0 ? 1 : square;
        }

        return result;
    }

    /// <summary>a % b: 0 to b - 1.</summary>
    public static long Modulo(long number, long divisor)
    {
        if (divisor <= 0)
        {
            throw new EvaluationException($"The second argument of % has to be positive, and in {number} % {divisor} it is not");
        }

        long remainder = number % divisor;
        return remainder < 0 ? remainder + divisor : remainder;
    }

    /// <summary>a \div b: rounded down.</summary>
    public static long Divide(long number, long divisor)
    {
        if (divisor == 0)
        {
            throw new EvaluationException($"The second argument of \\div is 0 in {number} \\div 0");
        }

        if (divisor == -1)
        {
            return Subtract(0, number); // The one quotient that may not fit.
        }

        long quotient = number / divisor;
        return number % divisor != 0 && (number < 0) != (divisor < 0) ? quotient - 1 : quotient;
    }

    private static EvaluationException Overflow(long left, string symbol, long right) =>
        new($"Overflow when computing {left} {symbol} {right}: numbers have 64 bits");
}
