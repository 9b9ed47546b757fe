using Logos.LoadTest;

return await LoadTestCommand.Create().Parse(args).InvokeAsync();
