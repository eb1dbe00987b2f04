namespace Tenon.Pipeline.Merging;

/// <summary>Inputs that cannot be merged: damaged, of schemas that contradict each other, or changed behind our back. The message names file and place.</summary>
public sealed class InputRefusedException : Exception
{
    /// <summary>Names what is wrong.</summary>
    /// <param name="message">File, place, what was found and what was expected.</param>
    /// <param name="innerException">The cause, if it was an exception.</param>
    /// <param name="input">The name of the input that is to blame; null if it may be any.</param>
    public InputRefusedException(string message, Exception? innerException = null, string? input = null)
        : base(message, innerException) => Input = input;

    /// <summary>The name of the input that is to blame, as in its <see cref="MergeSource"/>; null if it may be any.</summary>
    public string? Input { get; }
}
