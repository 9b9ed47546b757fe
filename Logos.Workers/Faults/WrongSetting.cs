using Microsoft.Extensions.Options;

namespace Logos.Workers.Faults;

/// <summary>A setting of workers that stops the start, as hosts tell wrong settings.</summary>
internal static class WrongSetting
{
    public static OptionsValidationException Of<TOptions>(string message) => new(typeof(TOptions).Name, typeof(TOptions), [$"{WorkersCodes.BadSetting}: {message}"]);
}
