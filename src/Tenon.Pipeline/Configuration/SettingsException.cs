namespace Tenon.Pipeline.Configuration;

/// <summary>Settings that cannot be used. The message names, for each problem, file or variable, setting, value and what is expected.</summary>
public sealed class SettingsException : Exception
{
    /// <summary>Names what is wrong.</summary>
    /// <param name="message">All problems.</param>
    /// <param name="innerException">The cause, if it was an exception.</param>
    public SettingsException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
