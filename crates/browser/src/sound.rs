//! Tones, for ears while the eyes are elsewhere. It never makes one that nobody asked for.

use web_sys::AudioContext;

/// How loud, from 0 to 1.
const LOUDNESS: f32 = 0.4;

/// Sounds tones one after the other, each in hertz and milliseconds. A browser that makes no sound, as before the first touch
/// of the page, stays silent.
pub fn play(tones: &[(u32, u32)]) {
    // What a browser refuses here is a tone; the vibration and the screen have said the same.
    let _silent = try_play(tones);
}

fn try_play(tones: &[(u32, u32)]) -> Result<(), wasm_bindgen::JsValue> {
    let audio = AudioContext::new()?;
    let gain = audio.create_gain()?;
    gain.gain().set_value(LOUDNESS);
    gain.connect_with_audio_node(&audio.destination())?;
    let mut at_s = audio.current_time();
    for &(hertz, ms) in tones {
        let tone = audio.create_oscillator()?;
        tone.frequency().set_value(hertz as f32);
        tone.connect_with_audio_node(&gain)?;
        tone.start_with_when(at_s)?;
        at_s += f64::from(ms) / 1000.0;
        tone.stop_with_when(at_s)?;
    }
    Ok(())
}
